"""An Alphabetic Index in the official format: a few entries of each kind, in words of our own."""

from __future__ import annotations

_LETTERS = "<letter><title>A</title>{}</letter>"

DISEASES = f"""<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>INDEX to DISEASES and INJURIES</title>
{
    _LETTERS.format('''
<mainTerm><title>Attack, attacks</title>
  <term level="1"><title>heart</title><see>Infarct, myocardium</see></term>
  <term level="1"><title>open</title><see>Infarct, by site</see></term>
</mainTerm>
<mainTerm><title>Diabetes, diabetic<nemod>(mellitus) (sugar)</nemod></title><code>E11.9</code>
  <term level="1"><title>with</title>
    <term level="2"><title>gangrene</title><code>E11.52</code></term>
    <term level="2"><title>osteomyelitis</title><code>E11.69</code></term>
    <term level="2"><title>autonomic<nemod>(poly)</nemod>neuropathy</title><code>E11.43</code></term>
  </term>
  <term level="1"><title>type 1</title><code>E10.9</code>
    <term level="2"><title>with</title>
      <term level="3"><title>gangrene</title><code>E10.52</code></term>
    </term>
  </term>
</mainTerm>
<mainTerm><title>Ear</title>
  <term level="1"><title>Note: a remark of the editors</title>
    <term level="2"><title>swimmer's</title><code>H60.33-</code></term>
  </term>
</mainTerm>
<mainTerm><title>Fracture, traumatic<nemod>(abduction) (separation)</nemod></title>
  <term level="1"><title>hip</title><see>Fracture, femur, neck</see></term>
  <term level="1"><title>femur</title>
    <term level="2"><title>neck</title><code>S72.00-</code></term>
  </term>
</mainTerm>
<mainTerm><title>Infarct, infarction</title>
  <term level="1"><title>myocardium, myocardial<nemod>(acute)</nemod></title><code>I21.9</code></term>
</mainTerm>
<mainTerm><title>Amyloid heart</title><code>E85.4</code><manif>[I43]</manif><seeAlso>Infarct</seeAlso></mainTerm>
<mainTerm><title>Slip of the editors</title><code>Q00.99</code><manif>with organ</manif></mainTerm>
<mainTerm><title>Loop</title><see>Circle</see></mainTerm>
<mainTerm><title>Circle</title><see>Loop</see></mainTerm>
''')
}
</ICD10CM.index>""".encode()

EXTERNAL_CAUSES = f"""<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>EXTERNAL CAUSE of INJURIES INDEX</title>
{_LETTERS.format("<mainTerm><title>Fall, falling</title><code>W19</code></mainTerm>")}
</ICD10CM.index>""".encode()

NEOPLASMS = f"""<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>TABLE of NEOPLASMS</title>
<indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head><head col="6">Uncertain</head>
</indexHeading>
{
    _LETTERS.format('''<mainTerm><title>Neoplasm, neoplastic</title>
  <term level="1"><title>lung</title><cell col="2">C34.9-</cell><cell col="6">D38.1</cell></term>
  <term level="1"><title>nowhere</title><cell col="2">-</cell></term>
</mainTerm>''')
}
</ICD10CM.index>""".encode()

DRUGS = f"""<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>TABLE of DRUGS and CHEMICALS</title>
<indexHeading><head col="1">Substance</head><head col="2">Poisoning, accidental</head>
<head col="6">Adverse effect</head></indexHeading>
{
    _LETTERS.format('''<mainTerm><title>Penicillin<nemod>(any)</nemod></title>
  <cell col="2">T36.0X1</cell><cell col="6">T36.0X5</cell></mainTerm>
<mainTerm><title>Made up</title><cell col="2">T36.0X-</cell><cell col="6">--</cell></mainTerm>''')
}
</ICD10CM.index>""".encode()

ALL = (DISEASES, EXTERNAL_CAUSES, NEOPLASMS, DRUGS)

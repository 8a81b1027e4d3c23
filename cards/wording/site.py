"""Words about where a condition is: site, side, and codes that leave it open."""

from __future__ import annotations

from cards.wording.rows import Key, Row

WITH_CONVENTION = (
    "The convention for “with” (ICD-10-CM Official Guidelines I.A.15) takes such conditions as related "
    "unless the record says that they are not."
)

DOMINANCE = (
    "Where the record does not say which side is dominant, right counts as dominant and left as non-dominant "
    "(ICD-10-CM Official Guidelines I.C.6.a)."
)

_SIDE = Row(
    summary="Which side is affected: {}?",
    about="Unspecified side",
    nothing="No side was found in the data received.",
    lead="Choose the side that the record supports:",
)

ROWS: dict[Key, Row] = {
    ("UnspecifiedSite", ""): Row(
        summary="Which site is affected: {}?",
        about="Unspecified site",
        nothing="No site was found in the data received.",
        lead="Choose the site that the record supports:",
    ),
    ("UnspecifiedSite", "side"): Row(
        summary="Which site and side are affected: {}?",
        about="Unspecified site and side",
        nothing="No site or side was found in the data received.",
        lead="Choose the site and side that the record supports:",
    ),
    ("UnspecifiedLaterality", ""): _SIDE,
    ("UnspecifiedLaterality", "dominance"): Row(
        summary=_SIDE.summary, about=_SIDE.about, nothing=_SIDE.nothing, lead=_SIDE.lead, remarks=(DOMINANCE,)
    ),
    ("SiteMismatch", ""): Row(
        summary="The chart and the code name different sites or sides; which is right: {}?",
        about="Different sites",
        lead="If the chart is right, change the code; if the code is right, correct the site in the chart:",
    ),
    ("ResidualCode", ""): Row(
        summary="Can this diagnosis be stated more exactly: {}?",
        about="Residual code",
        nothing="Nothing more exact was found in the data received.",
    ),
    ("ResidualCode", "with"): Row(
        summary="Are these two conditions related: {} and {}?",
        alone="Is another coded condition related to this one: {}?",
        about="Related conditions",
        remarks=(WITH_CONVENTION,),
        lead="If they are related, choose what the record supports; if not, leave the codes:",
    ),
    ("ResidualCode", "elsewhere"): Row(
        summary="Do these two codes describe the same condition: {} and {}?",
        alone="Does another code describe the same condition: {}?",
        about="Condition coded elsewhere",
        lead="If they describe the same condition:",
    ),
    ("ResidualCode", "text"): Row(
        summary="The written diagnosis says more than the code; which applies: {}?",
        about="Written diagnosis and code",
    ),
    ("ExcludedSite", ""): Row(
        summary="The site in the chart has a category of its own; which diagnosis applies: {}?",
        about="Site of another category",
        remarks=("Excludes2: the two may be coded together when the patient has both.",),
    ),
}

"""Words about where a condition is: site, side, and codes that leave it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import Matter

WITH_CONVENTION = (
    "The convention for “with” (ICD-10-CM Official Guidelines I.A.15) takes such conditions as related "
    "unless the record says that they are not."
)


DOMINANCE = (
    "Where the record does not say which side is dominant, right counts as dominant and left as non-dominant "
    "(ICD-10-CM Official Guidelines I.C.6.a)."
)


def unspecified_site(matter: Matter) -> Words:
    """Word `UnspecifiedSite`; `side`: site and side are both open."""
    if matter.issue.because == "side":
        return Words(
            summary=matter.ask("Which site and side are affected: {}?"),
            about="Unspecified site and side",
            nothing="No site or side was found in the data received.",
            lead="Choose the site and side that the record supports:",
        )
    return Words(
        summary=matter.ask("Which site is affected: {}?"),
        about="Unspecified site",
        nothing="No site was found in the data received.",
        lead="Choose the site that the record supports:",
    )


def unspecified_laterality(matter: Matter) -> Words:
    """Word `UnspecifiedLaterality`; `dominance`: the side is known, and which one is dominant is not."""
    return Words(
        summary=matter.ask("Which side is affected: {}?"),
        about="Unspecified side",
        nothing="No side was found in the data received.",
        remarks=(DOMINANCE,) if matter.issue.because == "dominance" else (),
        lead="Choose the side that the record supports:",
    )


def site_mismatch(matter: Matter) -> Words:
    """Word `SiteMismatch`: the code says one site or side, the chart another; either may be wrong."""
    return Words(
        summary=matter.ask("The chart and the code name different sites or sides; which is right: {}?"),
        about="Different sites",
        lead="If the chart is right, change the code; if the code is right, correct the site in the chart:",
    )


def residual_code(matter: Matter) -> Words:
    """Word `ResidualCode`.

    `with`: the "with" convention (guideline I.A.15), `text`: free text says more, `elsewhere`: the code is not for
    a condition that another code describes.
    """
    concerned = (*matter.issue.codes[:1], *(matter.issue.codes[1:] or matter.other_codes()))
    match matter.issue.because:
        case "with":
            return Words(
                summary=matter.ask(
                    "Are these two conditions related: {} and {}?"
                    if len(concerned) == 2
                    else "Is another coded condition related to this one: {}?",
                    concerned,
                ),
                about="Related conditions",
                remarks=(WITH_CONVENTION,),
                lead="If they are related, choose what the record supports; if not, leave the codes:",
            )
        case "elsewhere":
            return Words(
                summary=matter.ask(
                    "Do these two codes describe the same condition: {} and {}?"
                    if len(concerned) == 2
                    else "Does another code describe the same condition: {}?",
                    concerned,
                ),
                about="Condition coded elsewhere",
                lead="If they describe the same condition:",
            )
        case "text":
            return Words(
                summary=matter.ask("The written diagnosis says more than the code; which applies: {}?"),
                about="Written diagnosis and code",
            )
    return Words(
        summary=matter.ask("Can this diagnosis be stated more exactly: {}?"),
        about="Residual code",
        nothing="Nothing more exact was found in the data received.",
    )


def excluded_site(matter: Matter) -> Words:
    """Word `ExcludedSite`: an Excludes2 note sends the site to another category; both may be coded."""
    return Words(
        summary=matter.ask("The site in the chart has a category of its own; which diagnosis applies: {}?"),
        about="Site of another category",
        remarks=("Excludes2: the two may be coded together when the patient has both.",),
    )

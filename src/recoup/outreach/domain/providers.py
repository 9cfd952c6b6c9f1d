"""What the usual mail providers ask their users to put into the domain name system, as their help pages say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """`include`: what stands in the SPF record; `selectors`: under which names its DKIM keys lie."""

    name: str
    hosts: tuple[str, ...]
    include: str
    selectors: tuple[str, ...] = ()


PROVIDERS = (
    Provider("Google Workspace", ("gmail.com", "google.com"), "_spf.google.com", ("google",)),
    Provider(
        "Microsoft 365",
        ("office365.com", "outlook.com"),
        "spf.protection.outlook.com",
        ("selector1", "selector2"),
    ),
    Provider("SendGrid", ("sendgrid.net",), "sendgrid.net", ("s1", "s2")),
    Provider("Mailgun", ("mailgun.org",), "mailgun.org", ("mailo", "k1", "smtp", "pic")),
    Provider("Amazon SES", ("amazonaws.com",), "amazonses.com"),
    Provider("Brevo", ("brevo.com", "sendinblue.com"), "spf.brevo.com", ("mail", "brevo1", "brevo2")),
    Provider("Mailjet", ("mailjet.com",), "spf.mailjet.com", ("mailjet",)),
    Provider("Fastmail", ("fastmail.com",), "spf.messagingengine.com", ("fm1", "fm2", "fm3")),
    Provider("IONOS", ("ionos.com", "ionos.de"), "_spf-eu.ionos.com", ("s1-ionos", "s2-ionos")),
    Provider("OVHcloud", ("ovh.net",), "mx.ovh.com"),
    Provider("Proton", ("protonmail.ch", "proton.me"), "_spf.protonmail.ch", ("protonmail",)),
)
USUAL_SELECTORS = ("default", "dkim", "mail", "s1", "s2", "k1", "selector1", "selector2", "google", "smtp")


def provider_of(host: str) -> Provider | None:
    """The provider whose server that is.

    >>> provider_of("smtp.office365.com").name, provider_of("mail.firm.example")
    ('Microsoft 365', None)
    """
    bare = host.lower().rstrip(".")
    return next(
        (one for one in PROVIDERS if any(bare == h or bare.endswith(f".{h}") for h in one.hosts)), None
    )

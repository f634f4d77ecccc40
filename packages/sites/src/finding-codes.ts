/**
 * Every code of a finding, with what it says; one line each, by the layer that says it. A test holds
 * that every code in the source of this package is here.
 */
export const FINDING_CODES: Readonly<Record<string, string>> = {
  // registration
  DOMAIN_YOUNG:
    'The domain was registered lately: most malicious domains were, and many good ones.',
  DOMAIN_OLD: 'The domain has been registered for years.',
  REGISTRATION_SHORT: 'The domain is paid for the shortest time that there is.',
  REGISTRANT_HIDDEN: 'A service stands in for whoever registered the domain.',
  REGISTRAR_MIX: 'The registrar has more or fewer malicious domains than others.',
  DOMAIN_ON_HOLD: 'Registrar or registry has taken the domain out of DNS.',
  DOMAIN_LEAVING: 'The registration has run out or is being deleted.',
  NAME_GRAMMAR: 'The name is a word of a sector with a word that claims to be trustworthy.',
  REGISTRATION_BATCH: 'Domains of the same pattern were registered in a burst.',
  // network
  FAST_FLUX: 'The addresses of the host lie in many networks or change all the time.',
  BAD_HOSTING: 'The network that announces the address is known for abuse.',
  CERTIFICATE_NEW: 'The certificate was made in the last days.',
  CERTIFICATE_OTHER_NAME: 'The certificate is not for this host.',
  CERTIFICATE_SHARED: 'The certificate names other domains too.',
  CERTIFICATES_RECENT: 'Public certificate logs know the domain for a short time only.',
  CERTIFICATES_LONG: 'Public certificate logs have known the domain for years.',
  NO_MAIL: 'The domain takes no mail.',
  NOT_RESOLVING: 'The host has no address.',
  // reports
  REPORT_VELOCITY: 'More people report the site than report good ones of its age and popularity.',
  REPORTS_FEW: 'People report the site, though no more than may happen to a good one.',
  // campaign
  CAMPAIGN_MEMBER: 'The site shares what sites with a verdict of malicious show.',
  CAMPAIGN_WEAK: 'The site shares with malicious sites only what strangers may share too.',
}

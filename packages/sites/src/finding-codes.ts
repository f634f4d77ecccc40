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
  // page
  PAGE_BRAND_ASKS_SECRET:
    'The page bears a brand that does not own the domain, and asks for a password, a card or a key.',
  PAGE_BRAND_ASKS_ACCOUNT:
    'The page bears a brand that does not own the domain, and asks who the visitor is.',
  PAGE_BORROWED_FORM:
    'The form has the fields of the log-in of a service that does not own the domain.',
  PAGE_LURE: 'The page asks for a secret and hurries with words that phishing uses.',
  PAGE_BRAND_IN_TITLE: 'The page bears a brand that does not own the domain.',
  PAGE_LINKS_LEAD_AWAY: 'The page asks for a secret, and most of its links lead to one other site.',
  PAGE_ASSETS_FROM_ONE_OTHER_SITE:
    'The page asks for a secret, and most of its files come from one other site.',
  PAGE_CLAIMS_OTHER_ADDRESS:
    'The page asks for a secret and names the address of another site as its own.',
  PAGE_SAVED_COPY: 'The page was saved from another site by a browser or a mirroring tool.',
  PAGE_PASSWORD_FIELD: 'The page asks for a password, as every log-in page does.',
  PAGE_SECRET_TO_OTHER_HOST:
    'A password would be sent to another site that is no known identity provider.',
  PAGE_SECRET_TO_BARE_SCRIPT: 'A password would be sent to a single script that takes what comes.',
  PAGE_SECRET_WITHOUT_PROTECTION: 'The form for a password has no token against forgery.',
  PAGE_DEAD_LINKS: 'Most links of the page lead nowhere.',
  PAGE_MAIL_PROVIDER_CHOICE: 'The page takes the password of any mail provider.',
  PAGE_ASKS_TOO_MUCH: 'The page asks for several kinds of secrets at once.',
  PAGE_ONE_TIME_CODE: 'The page asks for a one-time code.',
  PAGE_BROWSER_EXFILTRATION: 'What is typed goes from the browser to a chat bot or a form service.',
  PAGE_YIELD_CLAIM: 'The page promises a yield that banks do not pay.',
  PAGE_GUARANTEED_RETURNS: 'The page promises returns without risk.',
  PAGE_COUNTDOWN: 'The page counts down to the end of an offer.',
  PAGE_PRICE_FEED: 'The page shows live prices of coins, metals or energy.',
  PAGE_INVESTMENT_PITCH: 'A promised yield stands beside live prices or a countdown.',
  PAGE_DEPOSIT_TO_WALLET: 'The page asks to pay into a wallet that it names.',
  PAGE_REFERRAL_LEVELS: 'The page pays for the money that others bring, over levels.',
  PAGE_ASKS_SEED_PHRASE: 'The page asks for the words or the key of a wallet.',
  PAGE_WALLET_CLAIM: 'The page offers something for connecting a wallet.',
  PAGE_CARD_TO_OWN_SCRIPT: 'Fields for a card are in a form of the page itself.',
  PAGE_CARD_TO_OTHER_HOST: 'A card would be sent to a host that is no known processor.',
  PAGE_NO_LEGAL_PAGES: 'A shop links to no imprint, terms, returns or privacy.',
  PAGE_HUGE_DISCOUNTS: 'Most prices are cut by more than half.',
  PAGE_UNUSUAL_PAYMENT: 'The page wants payment that cannot be called back.',
  PAGE_TEMPLATE_LEFTOVERS: 'Filler text of a template is still on the page.',
  PAGE_OBFUSCATED_SCRIPT: 'Scripts are packed so that nobody reads them.',
  PAGE_BLOCKS_CONTEXT_MENU: 'The page blocks the context menu.',
  PAGE_BLOCKS_TOOLS: 'The page fights developer tools.',
  PAGE_INVISIBLE_IN_WORDS: 'Characters without width stand in the words of the page.',
  PAGE_KIT_MARKER: 'The page bears a name that phishing kits are known by.',
  PAGE_KIT_RULE: 'A rule that the operator keeps for a known kit matches the page.',
  PAGE_CLOAKED_CONTENT: 'Crawlers are shown another page than shoppers.',
  PAGE_CLOAKED_HOST: 'Crawlers are led to another site than shoppers.',
  PAGE_CLOAKED_FORM: 'Shoppers are asked for a secret, crawlers are not.',
  PAGE_CLOAKED_STATUS: 'Crawlers get an error where shoppers get a page.',
  PAGE_LEGAL_PAGES: 'The page links to most legal and contact pages.',
  PAGE_LINKED_WITHIN: 'Many other pages of the site are linked.',
  PAGE_PARKED: 'The domain is parked or for sale: there is no site to judge.',
  PAGE_DEAD: 'The page is gone, suspended or empty: there is no site to judge.',
  PAGE_CHALLENGE: 'A test for robots stands before the page: it could not be seen.',
  // payment_flow
  CARD_TO_OWN_HOST: 'A card would go to a host of the site itself, past every known processor.',
  CARD_TO_OTHER_HOST: 'A card would go to a host that is neither the site nor a known processor.',
  CARD_TO_ADDRESS: 'A card would go to a bare address of the internet.',
  CARD_IN_PLAIN_HTTP: 'A card would go over the network unencrypted.',
  CARD_BY_SIDE_CHANNEL: 'A card would go by a beacon, socket, picture or link, as skimmers do it.',
  CARD_TO_MANY: 'A card would go to several hosts at once.',
  PROCESSOR_IMITATED: 'A host that takes cards bears the name of a processor and is not theirs.',
  CARD_FORM_WITHOUT_PROCESSOR: 'A card is asked for, and no known processor was loaded.',
  KNOWN_PROCESSOR: 'A known processor takes the card, which clears nobody.',
  // reports
  REPORT_VELOCITY: 'More people report the site than report good ones of its age and popularity.',
  REPORTS_FEW: 'People report the site, though no more than may happen to a good one.',
  // campaign
  CAMPAIGN_MEMBER: 'The site shares what sites with a verdict of malicious show.',
  CAMPAIGN_WEAK: 'The site shares with malicious sites only what strangers may share too.',
}

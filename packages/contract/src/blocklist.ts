import { Type, type Static } from 'typebox'
import { pageQuery } from './routes/route.ts'
import { closed, count, id, listOf, oneOf, text, time } from './schema.ts'

/** Formats of the blocklist, by the ending of `/v1/blocklist.NAME`. */
export const BLOCKLIST_FORMATS = [
  'txt',
  'hosts',
  'adblock',
  'rpz',
  'unbound',
  'dnsmasq',
  'json',
  'csv',
  'stix',
] as const
export type BlocklistFormat = (typeof BLOCKLIST_FORMATS)[number]

export const BLOCKLIST_KINDS = ['domain', 'host', 'url', 'ip'] as const

/** A serial of a zone is a number of 32 bits. */
const VERSION_MAX = 4_294_967_295
const ENTRIES_MAX = 100_000
const KEY_LENGTH_MAX = 2048
const WORDS_MAX = 16

const kind = oneOf(
  BLOCKLIST_KINDS,
  'What is blocked: a name with all below it, one name, one page, an address.',
)
const key = text('The name, address of a page, or IP address, in its one spelling.', KEY_LENGTH_MAX)
const version = (description: string) =>
  Type.Integer({ description, minimum: 0, maximum: VERSION_MAX })
const sha256 = (description: string) =>
  Type.String({ description, pattern: '^[0-9a-f]{64}$', maxLength: 64 })
const prefix = Type.String({
  description: 'First four bytes of a SHA-256, hex.',
  pattern: '^[0-9a-f]{8}$',
  maxLength: 8,
})

export const blocklistEntrySchema = closed({
  kind,
  key,
  verdict: oneOf(['malicious', 'suspicious'], 'What was found.'),
  confidence: Type.Number({
    description: 'Calibrated probability that the verdict is right.',
    minimum: 0,
    maximum: 1,
  }),
  campaign_id: Type.Union([id('The campaign that it belongs to.'), Type.Null()]),
  reasons: listOf(text('Code of a finding.', 64), WORDS_MAX, 'What speaks most against it.'),
  sources: listOf(text('A source of evidence.', 64), WORDS_MAX, 'Where the evidence is from.'),
  decided_at: time('When the verdict was reached.'),
  added_at: time('When it came on the list.'),
  expires_at: time('From then on it is in no version.'),
  retest_at: time('When it is looked at again.'),
})

export const blocklistManifestSchema = closed({
  manifest: text('What is signed: one line of JSON.', 16_384),
  signature: text('Ed25519 over the UTF-8 of `manifest`, base64url.', 86),
  public_key: text('32 bytes, base64url: pin it.', 43),
  key_id: text('The beginning of the SHA-256 of the public key, hex.', 16),
})
export type BlocklistManifest = Static<typeof blocklistManifestSchema>

export const blocklistDeltaSchema = closed({
  from: version('The version that it is for.'),
  to: version('The version that it leads to.'),
  from_digest: sha256('Digest of the entries before.'),
  to_digest: sha256('Digest of the entries after: the one that the manifest says.'),
  removed: listOf(closed({ kind, key }), ENTRIES_MAX, 'What is no longer listed.'),
  put: listOf(blocklistEntrySchema, ENTRIES_MAX, 'What is new or has changed.'),
})

export const prefixUpdateSchema = closed({
  response_type: oneOf(['DIFF', 'RESET'], '`RESET`: forget what you have.'),
  version: version('The version that this leads to.'),
  additions: listOf(prefix, ENTRIES_MAX, 'Sorted.'),
  removal_indices: listOf(
    count('A place.', ENTRIES_MAX),
    ENTRIES_MAX,
    'Places in the sorted list before.',
  ),
  checksum: sha256('Of the sorted prefixes as bytes, one after the other.'),
})

export const fullHashesSchema = closed({
  hashes: listOf(
    closed({
      hash: sha256('Of the expression.'),
      kind,
      expires_at: time('Do not believe it for longer.'),
    }),
    1000,
    'All listed hashes that begin so.',
  ),
})

const walletList = (description: string) =>
  listOf(text('A name, or a name and a path.', KEY_LENGTH_MAX), ENTRIES_MAX, description)
export const stalelistSchema = closed({
  data: closed({
    allowlist: walletList('Own domains and authorised resellers.'),
    blocklist: walletList('Domains, each with all below it.'),
    blocklistPaths: walletList('Pages, without a query.'),
    fuzzylist: walletList('Always empty: what looks alike gets a verdict of its own.'),
    tolerance: count('Always 0.', 0),
    version: count('Of the shape.', 2),
    lastUpdated: count('Seconds since the epoch.'),
  }),
})
export const diffsSinceSchema = closed({
  data: listOf(
    closed({
      url: text('A name, or a name and a path.', KEY_LENGTH_MAX),
      timestamp: count('Seconds since the epoch.'),
      targetList: oneOf(
        ['eth_phishing_detect_config.blocklist', 'eth_phishing_detect_config.blocklistPaths'],
        'The list that it is for.',
      ),
      isRemoval: Type.Optional(Type.Boolean({ description: 'It leaves the list.' })),
    }),
    10_000,
    'Changes, oldest first.',
  ),
})

export const OWN_DOMAIN_ROLES = ['own', 'reseller'] as const
const domainName = Type.String({
  description: 'A domain, lower-case ASCII (`xn--` for other letters), with all below it.',
  pattern: '^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z0-9-]{2,63}$',
  maxLength: 253,
})
const ownDomainDraft = {
  domain: domainName,
  role: oneOf(OWN_DOMAIN_ROLES, 'Ours, or that of somebody who may sell our goods.'),
  note: Type.Optional(text('Why, or whose.', 1000)),
}
export const ownDomainDraftSchema = closed(ownDomainDraft)
export type OwnDomainDraft = Static<typeof ownDomainDraftSchema>
export const ownDomainSchema = closed({
  ...ownDomainDraft,
  note: text('Why, or whose.', 1000),
  added_by: text('Name of the key.'),
  added_at: time('When.'),
})
export const ownDomainParams = closed({ domain: domainName })

export const APPEAL_STATES = ['open', 'upheld', 'rejected'] as const
export const appealDraftSchema = closed({
  kind,
  key,
  statement: Type.String({
    description: 'Why the entry is wrong. Name no persons: staff read it, and it is kept.',
    minLength: 1,
    maxLength: 2000,
    'x-card-scan': 'exempt',
  }),
})
export type AppealDraft = Static<typeof appealDraftSchema>
export const appealDecisionSchema = closed({
  state: oneOf(
    ['upheld', 'rejected'],
    '`upheld`: the entry leaves the list with the next version.',
  ),
  answer: text('What whoever appealed is told.', 2000),
})
export type AppealDecision = Static<typeof appealDecisionSchema>

const shownAppeal = {
  id: id('Id of the appeal: whoever has it may ask what became of it.'),
  kind,
  key,
  state: oneOf(APPEAL_STATES, 'Where it stands.'),
  created_at: time('When it was made.'),
  due_at: time('By when it is answered.'),
  decided_at: Type.Union([time('When it was answered.'), Type.Null()]),
  answer: Type.Union([text('The answer.', 2000), Type.Null()]),
}
/** What whoever appealed may see. */
export const appealSchema = closed(shownAppeal)
export type ShownAppeal = Static<typeof appealSchema>
export const staffAppealSchema = closed({
  ...shownAppeal,
  statement: text('Why it is wrong, as it was written. Hostile text may be in it.', 2000),
  is_late: Type.Boolean({ description: 'It is open and past its time.' }),
  decided_by: Type.Union([text('Name of the key.'), Type.Null()]),
})
export type StaffAppeal = Static<typeof staffAppealSchema>
export const appealsQuerySchema = closed({
  ...pageQuery,
  state: Type.Optional(oneOf(APPEAL_STATES, 'Only these.')),
})

export const blocklistSinceSchema = closed({
  since: Type.Integer({
    description: 'Version that the reader has.',
    minimum: 1,
    maximum: VERSION_MAX,
  }),
})
export const prefixesSinceSchema = Type.Partial(blocklistSinceSchema, {
  additionalProperties: false,
})
export const prefixParams = closed({ prefix })
export const mispFileParams = closed({
  file: Type.String({
    description: '`manifest.json`, `hashes.csv`, or an event as `UUID.json`.',
    pattern: '^(?:manifest[.]json|hashes[.]csv|[0-9a-f-]{36}[.]json)$',
    maxLength: 41,
  }),
})
export const diffsSinceParams = closed({
  since: Type.Integer({
    description: 'Seconds since the epoch.',
    minimum: 0,
    maximum: 253_402_300_799,
  }),
})

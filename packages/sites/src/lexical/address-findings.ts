import type { LexicalModel, MODEL_FEATURES } from './lexical-model.ts'

type ModelFeature = (typeof MODEL_FEATURES)[number]
type Figures = Readonly<Record<ModelFeature, number>>

/** Features that say one thing together, and the sentence in which they say it. */
export interface AddressFinding {
  readonly code: string
  readonly features: readonly ModelFeature[]
  readonly text: (figures: Figures) => string
}

/** Bits per character from which the reference system calls a host suspicious. */
const SUSPICIOUS_ENTROPY = 3.8

const digits = (value: number, places = 2): string => value.toFixed(places)

/** What the address can be accused of or cleared by; text of the address itself is in no sentence. */
export const ADDRESS_FINDINGS: readonly AddressFinding[] = [
  {
    code: 'ADDRESS_TEXT',
    features: ['text_score_host', 'text_score_path', 'text_score', 'prior_score'],
    text: ({ text_score_host: host, text_score_path: path }) =>
      `Letters and words of the address weigh ${digits(host, 1)} in its host and ${digits(path, 1)} in its path; above 0 they are those of malicious addresses.`,
  },
  {
    code: 'ADDRESS_SUFFIX',
    features: ['tld_risk_score', 'suffix_risk_score', 'suffix_is_private'],
    text: ({ tld_risk_score: tld, suffix_risk_score: suffix }) =>
      `The top-level domain has a risk of ${digits(tld)} and the public suffix one of ${digits(suffix)}, where 0.5 is even.`,
  },
  {
    code: 'ADDRESS_BRAND',
    features: [
      'brand_in_subdomain',
      'brand_in_label',
      'brand_in_path',
      'brand_is_word',
      'brand_length',
    ],
    text: (figures) => {
      const places = [
        figures.brand_in_label > 0 ? 'in its domain' : '',
        figures.brand_in_subdomain > 0 ? 'below its domain' : '',
        figures.brand_in_path > 0 ? 'in its path' : '',
      ].filter((place) => place !== '')
      if (places.length === 0) return 'The address bears no brand that is somebody else’s.'
      return `The address bears a brand ${places.join(' and ')}, and the domain is not the brand’s own.`
    },
  },
  {
    code: 'ADDRESS_LOOKALIKE',
    features: ['brand_misspelt', 'brand_lookalike', 'is_punycode'],
    text: ({ brand_misspelt: misspelt, brand_lookalike: lookalike, is_punycode: foreign }) => {
      if (lookalike > 0) return 'Letters that look like others spell a brand that is not the owner.'
      if (misspelt > 0) return 'A word of the host is one letter away from a brand.'
      return foreign > 0
        ? 'The host has letters of other scripts.'
        : 'The host imitates no spelling.'
    },
  },
  {
    code: 'ADDRESS_KNOWN',
    features: ['brand_is_own', 'is_popular'],
    text: ({ brand_is_own: own, is_popular: popular }) => {
      if (own > 0) return 'The domain is a known brand’s own.'
      return popular > 0
        ? 'The domain is among the 10,000 most visited.'
        : 'The domain is neither a known brand’s own nor among the 10,000 most visited.'
    },
  },
  {
    code: 'ADDRESS_RANDOM',
    features: [
      'host_entropy',
      'label_entropy',
      'label_surprise',
      'sub_surprise',
      'label_vowel_share',
      'label_longest_consonants',
    ],
    text: ({ host_entropy: entropy, label_surprise: surprise }) =>
      `The host has an entropy of ${digits(entropy)} bits for each character${entropy >= SUSPICIOUS_ENTROPY ? ', which is suspicious' : ''}, and its name surprises by ${digits(surprise)} bits.`,
  },
  {
    code: 'ADDRESS_WORDS',
    features: [
      'trust_claim_in_url',
      'financial_vocab_density',
      'financial_words_in_host',
      'credential_words_in_host',
      'credential_words_in_path',
      'shop_words_in_host',
      'claim_words_in_host',
    ],
    text: (figures) =>
      `${digits(figures.financial_vocab_density * 100, 0)} % of the words are of finance; the host has ${figures.claim_words_in_host} that promise, ${figures.credential_words_in_host} of log-ins and ${figures.shop_words_in_host} of shops.`,
  },
  {
    code: 'ADDRESS_SHAPE',
    features: [
      'host_length',
      'label_length',
      'sub_length',
      'sub_depth',
      'longest_label',
      'label_digits',
      'label_hyphens',
      'label_longest_digits',
      'label_words',
      'sub_digits',
      'sub_hyphens',
      'special_char_count',
    ],
    text: (figures) =>
      `The host has ${figures.host_length} characters, ${figures.sub_depth} labels below its domain, ${figures.label_digits + figures.sub_digits} digits and ${figures.label_hyphens + figures.sub_hyphens} hyphens.`,
  },
  {
    code: 'ADDRESS_PATH',
    features: [
      'path_surprise',
      'path_depth',
      'path_length',
      'longest_segment',
      'path_digits',
      'path_random_segment',
      'query_length',
      'query_params',
      'has_escapes',
      'extension_kind',
    ],
    text: (figures) =>
      `The path is ${figures.path_depth} deep and has ${figures.path_length} characters, the query ${figures.query_params} parameters.`,
  },
  {
    code: 'ADDRESS_REDIRECT',
    features: ['has_redirect_param', 'has_address_inside'],
    text: ({ has_redirect_param: redirect, has_address_inside: inside }) =>
      redirect > 0 || inside > 0
        ? 'The address carries another address.'
        : 'The address carries no other address.',
  },
  {
    code: 'ADDRESS_BARE',
    features: ['is_ip_host', 'has_port', 'has_user'],
    text: ({ is_ip_host: ip, has_port: port, has_user: user }) => {
      const odd = [
        ip > 0 ? 'a number for a host' : '',
        port > 0 ? 'a port of its own' : '',
        user > 0 ? 'a user name before the host' : '',
      ].filter((each) => each !== '')
      return odd.length === 0
        ? 'The address has a name for a host, and neither port nor user name.'
        : `The address has ${odd.join(' and ')}.`
    },
  },
  {
    code: 'ADDRESS_RENTED',
    features: ['is_dynamic_dns', 'is_shortener'],
    text: ({ is_dynamic_dns: dynamic, is_shortener: short }) => {
      if (dynamic > 0) return 'The host is below a suffix where anybody gets a name for nothing.'
      return short > 0 ? 'The host shortens addresses.' : 'The host is neither rented nor short.'
    },
  },
]

/** What is left when every finding is taken off: the average answer of the model. */
export const ADDRESS_AVERAGE = 'ADDRESS_AVERAGE'

export function averageText({ about }: LexicalModel): string {
  const rows = typeof about['rows'] === 'number' ? ` of ${about['rows']} addresses` : ''
  return `The average answer of the model${rows}, and what moved it by less than 0.05.`
}

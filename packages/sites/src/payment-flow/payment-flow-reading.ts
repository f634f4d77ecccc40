import type { Finding, LayerReading } from '../layer.ts'
import type { PaymentFlowObservation, SeenDestination } from '../observation/payment-flow.ts'
import { imitatedProcessor, processorName, processorOf } from './find-processor.ts'

/**
 * Weights of evidence, natural logarithms. They are set by judgement: there is no labelled set of
 * checkouts whose licence allows to learn from it. A site that takes the cards itself is to tell more
 * than any one other thing that a walk sees.
 */
const LOG_ODDS = {
  CARD_TO_OWN_HOST: 3.2,
  CARD_IN_PLAIN_HTTP: 1.2,
  CARD_TO_OTHER_HOST: 3,
  CARD_TO_ADDRESS: 1.5,
  CARD_BY_SIDE_CHANNEL: 1.6,
  CARD_TO_MANY: 1,
  PROCESSOR_IMITATED: 2.5,
  CARD_FORM_WITHOUT_PROCESSOR: 0.8,
} as const
/** What the layer may say at most; `judge()` has the same bound. */
const LOG_ODDS_MAX = 8

/**
 * Who takes the card, by what a walk saw. A known processor clears nobody: it gives no negative
 * weight, and its merchant id is an edge. A shop that takes cards itself may be an honest one with a
 * licence to, so the finding is strong and not a verdict.
 *
 * @param domainOf registrable domain of a host; two labels where the caller knows no better
 */
export function paymentFlowReading(
  observation: PaymentFlowObservation,
  domainOf: (host: string) => string = lastTwoLabels,
): LayerReading {
  const { destinations, reached, problem } = observation
  const withCard = destinations.filter(({ hasCard }) => hasCard)
  if (reached !== 'submitted' && reached !== 'card_form') {
    return { layer: 'payment_flow', state: 'unknown', reason: problem ?? `reached_${reached}` }
  }
  if (withCard.length === 0 && destinations.length === 0 && observation.processors.length === 0) {
    return { layer: 'payment_flow', state: 'unknown', reason: problem ?? 'no_submission' }
  }
  const siteDomain = domainOf(hostOf(observation.startUrl))
  const findings = [
    ...ownHost(withCard, siteDomain, domainOf),
    ...otherHost(withCard, siteDomain, domainOf),
    ...plainHttp(withCard),
    ...sideChannels(withCard),
    ...imitations(destinations),
    ...noProcessor(observation, withCard),
    ...knownProcessor(observation, withCard),
  ].sort((a, b) => b.logOdds - a.logOdds)
  const sum = findings.reduce((total, { logOdds }) => total + logOdds, 0)
  return { layer: 'payment_flow', state: 'read', logOdds: Math.min(sum, LOG_ODDS_MAX), findings }
}

function ownHost(
  withCard: readonly SeenDestination[],
  siteDomain: string,
  domainOf: (host: string) => string,
): Finding[] {
  const own = withCard.filter(({ host }) => isUnknown(host) && domainOf(host) === siteDomain)
  if (own.length === 0) return []
  const hosts = namesOf(own)
  return [
    {
      code: 'CARD_TO_OWN_HOST',
      text: `The card would have gone to the site's own ${hosts} and to no payment processor.`,
      logOdds: LOG_ODDS.CARD_TO_OWN_HOST,
    },
  ]
}

function otherHost(
  withCard: readonly SeenDestination[],
  siteDomain: string,
  domainOf: (host: string) => string,
): Finding[] {
  const other = withCard.filter(({ host }) => isUnknown(host) && domainOf(host) !== siteDomain)
  if (other.length === 0) return []
  const findings: Finding[] = [
    {
      code: 'CARD_TO_OTHER_HOST',
      text: `The card would have gone to ${namesOf(other)}, which is no known payment processor.`,
      logOdds: LOG_ODDS.CARD_TO_OTHER_HOST,
    },
  ]
  if (other.some(({ host }) => /^[\d.]+$|:/.test(host))) {
    findings.push({
      code: 'CARD_TO_ADDRESS',
      text: 'The card would have gone to a bare address of the internet, without a name.',
      logOdds: LOG_ODDS.CARD_TO_ADDRESS,
    })
  }
  return findings
}

function plainHttp(withCard: readonly SeenDestination[]): Finding[] {
  if (!withCard.some(({ url }) => /^(?:http|ws):/i.test(url))) return []
  return [
    {
      code: 'CARD_IN_PLAIN_HTTP',
      text: 'The card would have gone unencrypted.',
      logOdds: LOG_ODDS.CARD_IN_PLAIN_HTTP,
    },
  ]
}

/** Honest checkouts send a card once, with a form or a call, and to one place. */
function sideChannels(withCard: readonly SeenDestination[]): Finding[] {
  const unknown = withCard.filter(({ host }) => isUnknown(host))
  const side = unknown.filter(({ channel }) => channel !== 'form' && channel !== 'fetch')
  const findings: Finding[] = []
  if (side.length > 0) {
    const channels = [...new Set(side.map(({ channel }) => channel))].sort().join(', ')
    findings.push({
      code: 'CARD_BY_SIDE_CHANNEL',
      text: `The card would have gone out by ${channels}, as skimmers send it.`,
      logOdds: LOG_ODDS.CARD_BY_SIDE_CHANNEL,
    })
  }
  const hosts = new Set(withCard.map(({ host }) => host))
  if (hosts.size > 1 && unknown.length > 0) {
    findings.push({
      code: 'CARD_TO_MANY',
      text: `The card would have gone to ${hosts.size} hosts.`,
      logOdds: LOG_ODDS.CARD_TO_MANY,
    })
  }
  return findings
}

function imitations(destinations: readonly SeenDestination[]): Finding[] {
  const imitated = destinations.flatMap(({ host, hasCard }) => {
    const processor = hasCard ? imitatedProcessor(host) : null
    return processor === null ? [] : [processor.name]
  })
  if (imitated.length === 0) return []
  return [
    {
      code: 'PROCESSOR_IMITATED',
      text: `A host that takes the card bears the name of ${imitated[0]!} and is not theirs.`,
      logOdds: LOG_ODDS.PROCESSOR_IMITATED,
    },
  ]
}

function noProcessor(
  { processors }: PaymentFlowObservation,
  withCard: readonly SeenDestination[],
): Finding[] {
  if (processors.length > 0 || withCard.some(({ host }) => !isUnknown(host))) return []
  return [
    {
      code: 'CARD_FORM_WITHOUT_PROCESSOR',
      text: 'A card is asked for, and no known payment processor was loaded on the way.',
      logOdds: LOG_ODDS.CARD_FORM_WITHOUT_PROCESSOR,
    },
  ]
}

/** Said for who reads it; it weighs nothing. */
function knownProcessor(
  { processors }: PaymentFlowObservation,
  withCard: readonly SeenDestination[],
): Finding[] {
  const taken = withCard.flatMap(({ processor }) => (processor === null ? [] : [processor]))
  const keys = taken.length > 0 ? taken : processors
  if (keys.length === 0) return []
  const names = [...new Set(keys)].sort().slice(0, 5).map(processorName).join(', ')
  const text =
    taken.length > 0
      ? `The card would have gone to ${names}, which clears nobody.`
      : `The pages loaded ${names}, which clears nobody.`
  return [{ code: 'KNOWN_PROCESSOR', text, logOdds: 0 }]
}

function isUnknown(host: string): boolean {
  return processorOf(host) === null
}

/** Three hosts at most, cut to what host names are made of. */
function namesOf(destinations: readonly SeenDestination[]): string {
  const hosts = [...new Set(destinations.map(({ host }) => host))].sort()
  const shown = hosts.slice(0, 3).map((host) => host.replace(/[^a-z0-9.:_-]/gi, '?').slice(0, 100))
  return hosts.length > 3 ? `${shown.join(', ')} and ${hosts.length - 3} more` : shown.join(', ')
}

/** Good enough to tell a shop's own hosts where no list of public suffixes is at hand. */
function lastTwoLabels(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  const isSecondLevel = /^(?:co|com|net|org|gov|ac)$/.test(labels.at(-2) ?? '')
  return labels.slice(isSecondLevel ? -3 : -2).join('.')
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? ''
}

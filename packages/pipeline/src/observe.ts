import {
  currencyExponent,
  EVENT_TYPES,
  isUnknown,
  NO_HISTORY,
  NO_LINKS,
  NO_SHARED_LIST,
  NOTHING_ELSEWHERE,
  NOTHING_LINKED,
  NOTHING_OUTSIDE,
  NOT_SENT_REASON,
  unknownBecause,
  type HistoryAnswer,
  type LinkAnswer,
  type OrderEvent,
  type Parsed,
  type Reference,
  type SignalValue,
  type SignalVector,
  type Unknown,
  type WindowDeclaration,
  type WindowEvent,
} from '@gatehouse/contract'
import {
  amountDue,
  fraudAgeSignals,
  historySignals,
  linkRefundSignals,
  linkSignals,
  packWindowEvent,
  type HistoryReading,
  type LinkReading,
  type Profile,
  type ShopHistory,
  type ShopLinks,
  type WindowReading,
  type WindowReservation,
  type WindowStore,
} from '@gatehouse/signals'
import type { CircleIndex } from './circles/circle-index.ts'
import type { ElsewhereIndex, ElsewhereReservation } from './circles/elsewhere-index.ts'
import { NO_PROFILE, type CustomerBook } from './customers/customer-book.ts'
import { entitiesOf, type EventEntities, type Tokenise } from './entities.ts'
import { anomalyOf } from './anomaly-of.ts'
import { inStep } from './in-step.ts'
import type { OutsideSource } from './outside-source.ts'
import type { ReportIndex } from './report-index.ts'
import type { ShopRuntime } from './runtime.ts'
import { rolloutUnit } from './rollout-unit.ts'
import { rememberShared } from './shared-tokens.ts'

/** What `observe` reads from. */
export interface Sources {
  readonly reference: Reference
  readonly windows: WindowStore
  /** When absent, nobody outside is asked anything. */
  readonly outside?: OutsideSource
  /** When absent, nobody keeps reports of fraud. */
  readonly reports?: Pick<ReportIndex, 'of' | 'lookup'>
  /** When absent, nobody remembers customers. */
  readonly customers?: Pick<CustomerBook, 'of' | 'learn'>
  /** When absent, nobody keeps what events have in common. */
  readonly links?: Pick<ShopLinks, 'observe' | 'release'>
  /** When absent, nobody counts what became of earlier orders. */
  readonly history?: Pick<ShopHistory, 'observe' | 'release' | 'hasWholeReports'>
  /** When absent, nobody keeps sharing circles. */
  readonly circles?: Pick<CircleIndex, 'of'>
  /** When absent, nobody counts what people do at other shops. */
  readonly elsewhere?: Pick<ElsewhereIndex, 'observe' | 'settle' | 'release'>
  token(shopId: string, field: string, normalisedValue: string): Uint8Array
}

/** Everything that was read about one event, in one batch, before it is decided. */
export interface Observed {
  /** In the order of `vectorDeclarations`. */
  readonly signals: SignalVector
  /** Names of windows whose values are estimates. */
  readonly estimated: readonly string[]
  readonly entities: EventEntities
  /** What was known of the customer. */
  readonly profile: Profile
  /** What is stored beside the journal row, so that windows can be rebuilt from it. */
  readonly window: Uint8Array | null
  /** Something that was asked outside is not here yet. */
  readonly isLate: boolean
  /** Counted for the other shops of a circle; `null`: it is not. */
  readonly elsewhere: ElsewhereReservation | null
  /** Takes the event out of the windows again: the commit failed. */
  readonly release: () => void | Promise<void>
}

/** Most often a window is unknown because the event does not carry the entity that it is kept by. */
const NOT_SENT = unknownBecause(NOT_SENT_REASON)
/** An event from further ahead than this is counted as happening now: clocks drift, they do not jump. */
const CLOCK_SKEW_MS = 5 * 60 * 1000

/**
 * Reads every signal of an event: look-ups, windows (which reserve the event in the same step) and
 * entity lists. What cannot be told is unknown, with the reason.
 *
 * @param id of the journal row that the event becomes
 */
export async function observe(
  runtime: ShopRuntime,
  sources: Sources,
  event: Parsed<OrderEvent>,
  receivedAtMs: number,
  id: string,
): Promise<Observed> {
  const { plan, settings, shopId } = runtime
  const readings = plan.read(event, sources.reference)
  await inStep
  const asked = sources.outside?.read(event, readings)
  const { outside = NOTHING_OUTSIDE, isLate = false } =
    (asked instanceof Promise ? await asked : asked) ?? {}
  await inStep
  const tokenise = tokeniserOf(sources)(shopId)
  const due = amountDue(event, settings)
  const amountMinor = due?.ok ? due.amountMinor : null
  const entities = entitiesOf(event, readings, tokenise, amountMinor)
  await inStep
  const windowEvent = windowEventOf(shopId, event, entities, amountMinor ?? 0, receivedAtMs)
  const linked = sources.reports?.of(windowEvent) ?? NOTHING_LINKED
  const { account } = entities.keys
  const profile = (account === undefined ? undefined : sources.customers?.of(account)) ?? NO_PROFILE
  const cluster = sources.links?.observe(windowEvent, id, sources.reports?.lookup(shopId) ?? null)
  const links = linksOf(runtime, windowEvent, cluster)
  const sharedList = sources.circles?.of(shopId, event, readings, receivedAtMs) ?? NO_SHARED_LIST
  const there = sources.elsewhere?.observe({
    shopId,
    event,
    readings,
    privacy: runtime.privacy,
    atMs: receivedAtMs,
    isOrder: windowEvent.stream === 'order',
  })
  const counts = sources.history?.observe(windowEvent, sources.reports !== undefined)
  const history = historyOf(runtime, sources, windowEvent, counts)
  const releaseLinks = () => {
    releaseCluster(sources, cluster)
    if (counts?.reservation) sources.history?.release(counts.reservation)
    if (there?.reservation) sources.elsewhere?.release(there.reservation)
  }
  let computed: SignalVector
  let reading: WindowReading
  try {
    computed = plan.compute({
      event,
      readings,
      profile,
      shop: settings,
      outside,
      linked,
      links,
      history,
      sharedList,
      elsewhere: there?.answer ?? NOTHING_ELSEWHERE,
    })
    await inStep
    reading = await sources.windows.observe(windowEvent)
  } catch (error) {
    releaseLinks()
    throw error
  }
  const counted = windowEvent.stream !== null

  const subject = { event, readings, entities, tokenise, atMs: receivedAtMs }
  const { declarations } = sources.windows
  const signals: SignalValue[] = computed.slice()
  const minorPerUnit = 10 ** (currencyExponent(settings.currency) ?? 0)
  const { blindWindows } = runtime
  const bases: SignalValue[] = []
  const valueAt = (index: number): SignalValue => {
    const value = reading.values[index]!
    const blind = blindWindows?.[index]
    const isBlind = blind && windowEvent.timeMs < blind.untilMs && typeof value === 'number'
    return isBlind ? blind.value : windowValue(declarations[index]!, value, minorPerUnit)
  }
  for (let index = 0; index < declarations.length; index++) {
    const into = declarations[index]!.isBase === true ? bases : signals
    into.push(valueAt(index))
  }
  runtime.windowSignals.append(signals, bases)
  signals.push(rolloutUnit(runtime, entities))
  const anomalyAt = signals.push(NOT_SENT) - 1
  for (const list of runtime.entityLists) signals.push(list.matches(subject))
  // It reads all the others.
  const { checkpoint } = EVENT_TYPES[event.event.type]
  if (checkpoint !== null) signals[anomalyAt] = anomalyOf(runtime, checkpoint, signals)

  return {
    signals,
    estimated: estimatedLinks(links)
      .concat(estimatedHistory(history))
      .concat(estimatedOf(reading, declarations, valueAt)),
    entities,
    profile,
    isLate,
    elsewhere: there?.reservation ?? null,
    window: counted ? packWindowEvent(stored(windowEvent, runtime)) : null,
    release: () => {
      releaseLinks()
      return releaseOnce(sources.windows, reading.reservation, counted)
    },
  }
}

const NOTHING: readonly string[] = Object.freeze([])
const HISTORY_NAMES: readonly string[] = [...historySignals, ...fraudAgeSignals].map(
  ({ name }) => name,
)
const LINK_NAMES: readonly string[] = [...linkSignals, ...linkRefundSignals].map(({ name }) => name)

/** Of a cluster that is larger than what was looked at all numbers are lower bounds. */
function estimatedLinks(links: LinkAnswer): readonly string[] {
  return links.known && links.isPartial ? LINK_NAMES : NOTHING
}

/** Where entities were let go for want of memory all numbers are lower bounds. */
function estimatedHistory(history: HistoryAnswer): readonly string[] {
  return history.known && history.isPartial ? HISTORY_NAMES : NOTHING
}

/** As with links; and reports bring the addresses that are stored with their orders. */
function historyOf(
  { linksLackUntilMs, privacy }: ShopRuntime,
  { history }: Sources,
  { timeMs }: WindowEvent,
  reading: HistoryReading | undefined,
): HistoryAnswer {
  if (reading === undefined) return NO_HISTORY
  const isLacking = timeMs < linksLackUntilMs
  const isMinimal = privacy === 'minimal' && history?.hasWholeReports !== true
  if (!isLacking && !isMinimal) return reading.facts
  return {
    ...reading.facts,
    isWithoutAddresses: isLacking,
    isWithoutReportedAddresses: isMinimal,
  }
}

/** Under `privacy: minimal` addresses are in memory only, and a restart has emptied that. */
function linksOf(
  { linksLackUntilMs }: ShopRuntime,
  { timeMs }: WindowEvent,
  cluster: LinkReading | undefined,
): LinkAnswer {
  const answer = cluster?.answer ?? NO_LINKS
  if (!answer.known || timeMs >= linksLackUntilMs) return answer
  return { ...answer, isWithoutAddresses: true }
}

function releaseCluster(sources: Sources, cluster: LinkReading | undefined): void {
  const reservation = cluster?.reservation ?? null
  if (reservation !== null) sources.links?.release(reservation)
}

function estimatedOf(
  { approximate }: WindowReading,
  declarations: WindowStore['declarations'],
  valueAt: (index: number) => SignalValue,
): readonly string[] {
  if (approximate.length === 0) return NOTHING
  return approximate.flatMap((at) => {
    const { name, isBase } = declarations[at]!
    // What a shop's gaps have made unknown is no estimate any more.
    return isBase === true || isUnknown(valueAt(at)) ? [] : [name]
  })
}

/** A window as a signal. */
function windowValue(
  { aggregate, by }: WindowDeclaration,
  value: number | Unknown,
  minorPerUnit: number,
): SignalValue {
  if (typeof value !== 'number') return value.reason === `no_${by}` ? NOT_SENT : value
  const isAmount = aggregate.kind === 'sum' && aggregate.of === 'amount_minor'
  // Rules think in whole units of the shop's currency, as merchants do.
  return isAmount ? value / minorPerUnit : value
}

/** Sources live as long as the process: what is remembered of them is found by them. */
const tokenisers = new WeakMap<Sources, (shopId: string) => Tokenise>()

function tokeniserOf(sources: Sources): (shopId: string) => Tokenise {
  let tokeniser = tokenisers.get(sources)
  if (tokeniser === undefined) {
    tokeniser = rememberShared((shopId, field, value) => sources.token(shopId, field, value))
    tokenisers.set(sources, tokeniser)
  }
  return tokeniser
}

function releaseOnce(
  windows: WindowStore,
  reservation: WindowReservation,
  counted: boolean,
): void | Promise<void> {
  return counted ? windows.release(reservation) : undefined
}

function windowEventOf(
  shopId: string,
  event: Parsed<OrderEvent>,
  entities: EventEntities,
  amountMinor: number,
  receivedAtMs: number,
): WindowEvent {
  return {
    shopId,
    stream: EVENT_TYPES[event.event.type].stream,
    timeMs: Math.min(Date.parse(event.event.time), receivedAtMs + CLOCK_SKEW_MS),
    amountMinor,
    quantity: (event.shopping_cart ?? []).reduce((sum, item) => sum + (item.quantity ?? 1), 0),
    keys: entities.keys,
    items: entities.items,
  }
}

/**
 * The window event as it may be kept on disk. Under `privacy: minimal` no trace of a customer's
 * address or IP leaves memory (`UNKEPT_ENTITIES`), so a restart leaves a gap (`WindowGaps`).
 */
function stored(event: WindowEvent, { privacy }: ShopRuntime): WindowEvent {
  if (privacy === 'standard') return event
  const {
    ip: _ip,
    network: _network,
    shipping_address: _address,
    postcode: _postcode,
    postcode_area: _area,
    ...keys
  } = event.keys
  return { ...event, keys }
}

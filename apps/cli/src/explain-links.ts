import type { LinkedEntity, LinkedEvent, OrderLinks } from '@gatehouse/contract'
import { counted, number, right, textTable } from './text-table.ts'
import { visibleText } from './visible-text.ts'

const WORDS: Readonly<Record<LinkedEntity['type'], string>> = {
  account: 'account',
  card: 'card',
  device: 'device',
  email: 'email',
  phone: 'phone',
  shipping_address: 'address',
}

/** The cluster around an order, in the words of a person. */
export function explainLinks(links: OrderLinks): string {
  const { events, entities } = links
  if (events.length === 0 && entities.length === 0) {
    return 'nothing else was seen with its account, card, device, email, phone or address in 90 days'
  }
  const labels = new Map(entities.map((entity) => [entity.key, nameOf(entity)]))
  const holding = entities.filter(({ is_hub: isHub }) => !isHub)
  const hubs = entities.filter(({ is_hub: isHub }) => isHub)
  return [
    headline(links),
    ...(holding.length === 0
      ? []
      : [`what holds it together (the order's own first)\n${entityTable(holding)}`]),
    ...(hubs.length === 0
      ? []
      : [`shared by so many strangers that it holds nobody together\n${entityTable(hubs)}`]),
    ...(events.length === 0
      ? []
      : [`what belongs to it, and why: nearest first\n${eventTable(events, labels)}`]),
    ...notes(links),
  ].join('\n\n')
}

function headline({ events, people, is_ring: isRing, left_out: leftOut }: OrderLinks): string {
  const size = counted(events.length + leftOut, 'other event')
  const who = counted(people, 'person', 'people')
  if (events.length === 0) return 'the order hangs together with nothing'
  return `the order hangs together with ${size}, of ${who} with this one${isRing ? ': a RING' : ''}`
}

function notes({ is_partial: isPartial, left_out: leftOut }: OrderLinks): string[] {
  return [
    ...(leftOut > 0 ? [`${counted(leftOut, 'event')} further away not shown`] : []),
    ...(isPartial ? ['more hangs together than is looked at: numbers are lower bounds'] : []),
  ]
}

function nameOf({ type, label }: LinkedEntity): string {
  return `${WORDS[type]} ${label.slice(label.lastIndexOf(' ') + 1)}`
}

function entityTable(entities: readonly LinkedEntity[]): string {
  return textTable([
    ['', '', right('events'), 'first seen', 'last seen'],
    ...entities.map((entity) => [
      nameOf(entity),
      entity.is_own ? 'its own' : counted(entity.steps - 1, 'step') + ' away',
      right(number(entity.events)),
      minute(entity.first_seen),
      minute(entity.last_seen),
    ]),
  ])
}

function eventTable(events: readonly LinkedEvent[], labels: ReadonlyMap<string, string>): string {
  return textTable([
    ['', 'when', 'what', 'outcome', right('risk'), 'turned out', 'by'],
    ...events.map(({ key, time, type, transaction_id: order, outcome, risk_score, ...its }) => [
      key,
      minute(time),
      visibleText([type ?? 'not kept', ...(order === null ? [] : [order])].join(' ')),
      outcome ?? '-',
      right(risk_score === null ? '-' : number(risk_score)),
      its.labels.join(', ') || '-',
      its.path.map((each) => labels.get(each) ?? each).join(' > '),
    ]),
  ])
}

function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`
}

/** The same for Graphviz. */
export function linksAsDot(links: OrderLinks): string {
  const lines = [
    '  this [label="this order", shape=box, style=bold]',
    ...links.entities.map(
      (entity) =>
        `  ${entity.key} [label="${nameOf(entity)}", shape=ellipse${entity.is_hub ? ', style=dashed' : ''}]`,
    ),
    ...links.events.map(({ key, type, outcome, labels }) => {
      const words = [type ?? 'not kept', outcome ?? '', ...labels].filter((word) => word !== '')
      return `  ${key} [label="${words.map(quoted).join('\\n')}", shape=box${labels.length > 0 ? ', style=filled' : ''}]`
    }),
    ...links.edges.map(({ event, entity }) => `  ${event} -- ${entity}`),
  ]
  return `graph links {\n  layout=neato\n  overlap=false\n${lines.join('\n')}\n}\n`
}

/** A text inside quotes of Graphviz. */
function quoted(text: string): string {
  return visibleText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}

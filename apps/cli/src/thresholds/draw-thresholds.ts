import type { ThresholdAnswer } from '@gatehouse/contract'
import { number, percentage } from '../text-table.ts'
import { box, escaped, line, niceTicks, path, text, type Box, type Scale } from './svg-parts.ts'

type Point = ThresholdAnswer['decline_curve'][number]
type Threshold = 'reject_below' | 'submit_to_processor'

const WIDTH = 1000
const HEIGHT = 620
const INK = '#1b2733'
const MUTED = '#66737f'
const SAVED = '#2a9d8f'
const LOST = '#c8553d'
const MARGIN = { left: 76, right: 28, top: 118, between: 92 }
const MONEY_HEIGHT = 270
const SHARE_HEIGHT = 84
const GAP = 58
const PANEL_WIDTH = (WIDTH - MARGIN.left - MARGIN.right - MARGIN.between) / 2
/** Fraud is shown up to this many times the limit, or today's: all of it would make the limit invisible. */
const SHARE_TOP = 3

/** The profit of every level of both thresholds, as a picture that stands on its own. */
export function drawThresholds(answer: ThresholdAnswer): string {
  const { ruleset, orders, from, to, currency } = answer
  const right = MARGIN.left + PANEL_WIDTH + MARGIN.between
  const about = `${number(orders.total)} orders, ${number(orders.fraud)} of them fraud, ${from.slice(0, 10)} to ${to.slice(0, 10)}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="Inter, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(`Profit by threshold: ${ruleset}`)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(MARGIN.left, 38, `What the thresholds of ${ruleset} earn`, { size: 20, weight: 600 }),
    text(MARGIN.left, 60, `${about}; ${verdictInShort(answer)}`, { fill: MUTED, size: 13 }),
    ...column(answer, answer.decline_curve, 'reject_below', 'Decline below', MARGIN.left),
    ...column(answer, answer.review_curve, 'submit_to_processor', 'Review below', right),
    ...key(currency),
    '</svg>\n',
  ].join('\n')
}

function verdictInShort({ verdict, gain, currency }: ThresholdAnswer): string {
  const expected = `${gain.expected < 0 ? '' : '+'}${number(gain.expected)} ${currency} expected (${number(gain.low)} to ${number(gain.high)})`
  const said: Record<typeof verdict, string> = {
    move: `best: ${expected}`,
    needed: `today's break the limits; best: ${expected}`,
    noise: `best: ${expected}, which may be chance`,
    stay: "today's are the best",
    few_frauds: 'too few to choose by',
    unreachable: 'no thresholds keep to the limits',
  }
  return said[verdict]
}

function key(currency: string): string[] {
  const y = HEIGHT - 22
  const entry = (x: number, fill: string, words: string) => [
    `<rect x="${x}" y="${y - 9}" width="14" height="10" fill="${fill}" fill-opacity="0.3"/>`,
    text(x + 20, y, words, { fill: MUTED }),
  ]
  return [
    ...entry(MARGIN.left, SAVED, 'saved by stopping fraud'),
    ...entry(MARGIN.left + 180, LOST, 'lost with good orders'),
    `<path d="M${MARGIN.left + 346} ${y - 4}h22" stroke="${INK}" stroke-width="2"/>`,
    text(MARGIN.left + 374, y, `profit in ${currency}, against approving every order`, {
      fill: MUTED,
    }),
  ]
}

/** The money of a threshold, and below it the fraud that it lets through. */
function column(
  answer: ThresholdAnswer,
  curve: readonly Point[],
  threshold: Threshold,
  name: string,
  left: number,
): string[] {
  const money = box(left, MARGIN.top, PANEL_WIDTH, MONEY_HEIGHT)
  const share = box(left, MARGIN.top + MONEY_HEIGHT + GAP, PANEL_WIDTH, SHARE_HEIGHT)
  const today = answer.today.thresholds[threshold]
  const best = answer.best.thresholds[threshold]
  return [
    text(left, MARGIN.top - 26, name, { size: 14, weight: 600 }),
    ...moneyPanel(answer, curve, money, threshold),
    ...sharePanel(answer, curve, share, threshold),
    ...markers(answer, curve, money, share, { today, best }),
  ]
}

function moneyPanel(
  answer: ThresholdAnswer,
  curve: readonly Point[],
  panel: Box,
  id: string,
): string[] {
  const scale = moneyScale(answer, panel)
  const x = (at: Point) => panel.x(at.level)
  const area = (of: (at: Point) => number, fill: string) =>
    path(
      [
        ...curve.map((at) => [x(at), scale.y(of(at))] as const),
        [panel.right, scale.y(0)],
        [panel.left, scale.y(0)],
      ],
      `fill="${fill}" fill-opacity="0.22"`,
    )
  return [
    ...grid(panel, scale, (value) => number(value)),
    `<clipPath id="${id}"><rect x="${panel.left}" y="${panel.top}" width="${panel.width}" height="${panel.height}"/></clipPath>`,
    `<g clip-path="url(#${id})">`,
    area(({ saved }) => saved, SAVED),
    area(({ lost }) => -lost, LOST),
    path(
      curve.map((at) => [x(at), scale.y(at.profit)] as const),
      `fill="none" stroke="${INK}" stroke-width="2" stroke-linejoin="round"`,
    ),
    '</g>',
    line(panel.left, scale.y(0), panel.right, scale.y(0), `stroke="${MUTED}" stroke-width="1"`),
  ]
}

/**
 * The same for both thresholds, so that they can be compared. Stopping everybody costs so much that
 * the rest would be a flat line: it leaves the picture.
 */
function moneyScale(answer: ThresholdAnswer, panel: Box): Scale {
  const points = pointsOf(answer)
  const top = Math.max(...points.flatMap(({ saved, profit }) => [saved, profit]), 0)
  const deepest = Math.max(...points.map(({ lost }) => lost), 0)
  if (top <= 0) return panel.scale(-(deepest || 1), deepest * 0.12 || 1)
  return panel.scale(-Math.min(deepest, top * 0.9), top * 1.12)
}

function pointsOf({ decline_curve: decline, review_curve: review }: ThresholdAnswer): Point[] {
  return [...decline, ...review]
}

function sharePanel(
  answer: ThresholdAnswer,
  curve: readonly Point[],
  panel: Box,
  id: string,
): string[] {
  const { limits, today } = answer
  const highest = Math.max(...pointsOf(answer).map(({ fraud_share: share }) => share))
  const usual = Math.max(limits.fraud_share < 1 ? limits.fraud_share : 0, today.fraud_share)
  const scale = panel.scale(0, Math.min(highest * 1.1, usual * SHARE_TOP) || 0.01)
  const points = curve.map((at) => [panel.x(at.level), scale.y(at.fraud_share)] as const)
  const limit = scale.y(limits.fraud_share)
  return [
    text(panel.left, panel.top - 14, 'fraud among what goes on', { fill: MUTED }),
    ...grid(panel, scale, (value) => percentage(value, value < 0.01 ? 2 : 1), 2),
    `<clipPath id="${id}-share"><rect x="${panel.left}" y="${panel.top}" width="${panel.width}" height="${panel.height}"/></clipPath>`,
    `<g clip-path="url(#${id}-share)">${path(points, `fill="none" stroke="${LOST}" stroke-width="2"`)}</g>`,
    ...(limit < panel.top
      ? []
      : [
          line(panel.left, limit, panel.right, limit, `stroke="${LOST}" stroke-dasharray="2 3"`),
          text(panel.right, limit - 5, `limit ${percentage(limits.fraud_share, 2)}`, {
            fill: LOST,
            anchor: 'end',
          }),
        ]),
    ...[0, 20, 40, 60, 80, 100].map((level) =>
      text(panel.x(level), panel.bottom + 18, String(level), { fill: MUTED, anchor: 'middle' }),
    ),
    text(panel.right, panel.bottom + 36, 'trust score', { fill: MUTED, anchor: 'end' }),
  ]
}

/**
 * Where the thresholds stand and would best stand, through both panels. Only the best pair lies on the
 * curve, for it has the other threshold where that is best.
 */
function markers(
  answer: ThresholdAnswer,
  curve: readonly Point[],
  money: Box,
  share: Box,
  { today, best }: { readonly today: number; readonly best: number },
): string[] {
  const mark = (level: number, words: string, isRight: boolean, style: MarkStyle): string[] => {
    const x = money.x(level)
    const isNearEdge = x > money.right - EDGE
    const isStart = !isNearEdge && (isRight || x < money.left + EDGE)
    const { colour, weight, dashes } = style
    const stroke = `stroke="${colour}"${dashes}`
    return [
      line(x, money.top - 4, x, money.bottom, stroke),
      line(x, share.top - 4, x, share.bottom, stroke),
      text(x + (isStart ? 5 : -5), money.top - 8, words, {
        fill: colour,
        anchor: isStart ? 'start' : 'end',
        weight,
      }),
    ]
  }
  const isSame = today === best
  const y = moneyScale(answer, money).y(curve.find(({ level }) => level === best)?.profit ?? 0)
  return [
    ...(isSame ? [] : mark(today, `today ${today}`, today > best, TODAY)),
    ...mark(best, isSame ? `today and best ${best}` : `best ${best}`, best >= today, BEST),
    `<circle cx="${money.x(best)}" cy="${Math.min(money.bottom, y)}" r="4.5" fill="${INK}"/>`,
  ]
}

interface MarkStyle {
  readonly colour: string
  readonly weight: number
  readonly dashes: string
}
const TODAY: MarkStyle = { colour: MUTED, weight: 400, dashes: ' stroke-dasharray="4 4"' }
const BEST: MarkStyle = { colour: INK, weight: 600, dashes: '' }
/** Words nearer to the side of a panel than that would leave it. */
const EDGE = 84

function grid(panel: Box, scale: Scale, shown: (value: number) => string, count = 5): string[] {
  return niceTicks(scale.low, scale.high, count).flatMap((value) => [
    line(panel.left, scale.y(value), panel.right, scale.y(value), 'stroke="#e4e8eb"'),
    text(panel.left - 10, scale.y(value) + 4, shown(value), { fill: MUTED, anchor: 'end' }),
  ])
}

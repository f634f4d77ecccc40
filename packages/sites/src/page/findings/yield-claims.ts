/** A promise of growth in the text of a page. */
export interface YieldClaim {
  readonly percent: number
  readonly period: 'hour' | 'day' | 'week' | 'month' | 'year' | 'total'
  /** Simple interest over a year, in percent: comparable between periods. */
  readonly yearly: number
}

/** Claims that are read of one page. */
const CLAIMS_MAX = 50

const PERIODS: readonly {
  readonly period: YieldClaim['period']
  readonly times: number
  readonly words: string
}[] = [
  {
    period: 'hour',
    times: 8760,
    words: 'hourly|an hour|per hour|each hour|every hour|/ ?h(?:our|r)?|stündlich|pro stunde',
  },
  {
    period: 'day',
    times: 365,
    words:
      'daily|a day|per day|each day|every day|/ ?day|/ ?d|per diem|täglich|pro tag|am tag|/ ?tag|par jour|diario|al día|diarios',
  },
  {
    period: 'week',
    times: 52,
    words:
      'weekly|a week|per week|each week|every week|/ ?week|/ ?w(?:k)?|wöchentlich|pro woche|/ ?woche|par semaine|semanal|por semana',
  },
  {
    period: 'month',
    times: 12,
    words:
      'monthly|a month|per month|each month|every month|/ ?mo(?:nth)?|p\\.? ?m\\.?|monatlich|pro monat|im monat|/ ?monat|par mois|mensual|al mes',
  },
  {
    period: 'year',
    times: 1,
    words:
      'yearly|annually|annual(?:ised|ized)?|a year|per year|per annum|each year|every year|/ ?y(?:ea)?r|p\\.? ?a\\.?|apy|apr|jährlich|pro jahr|im jahr|/ ?jahr|par an|anual|al año',
  },
]

const NUMBER = '(\\d{1,4}(?:[.,]\\d{1,3})?)(?: ?(?:-|–|to|bis) ?(\\d{1,4}(?:[.,]\\d{1,3})?))?'
const GROWTH =
  '(?:roi|returns?|profits?|yields?|interest|earnings?|gains?|apy|apr|rendite|gewinne?|zinsen|ertrag|erträge|verzinsung|rendement|profit|rentabilidad|ganancias?)'

/** After these, a percentage is no yield: discounts, taxes, charges. */
const OTHER =
  /\b(?:off|discount|rabatt|vat|mwst|tax|commission|fee|reduziert|sparen|save|cashback|representative|effektiver)\b/

const WITH_PERIOD = PERIODS.map(({ period, times, words }) => ({
  period,
  times,
  // `12 % per year`, `12%/yr`, `12 % APY`, `12 percent return per month`
  pattern: new RegExp(
    `${NUMBER} ?(?:%|percent|prozent|pour cent|por ciento)(?: ${GROWTH})?,? ?(?:${words})(?![\\p{L}])`,
    'gu',
  ),
  // `daily profit of 3 %`, `jährliche Rendite: 12 %`
  before: new RegExp(
    `(?:${words})(?:e|er|es)? ${GROWTH}(?: rate)?(?: of|:| von| bis zu| up to| de)? ?(?:up to )?${NUMBER} ?%`,
    'gu',
  ),
}))

const TOTAL = [
  new RegExp(`${NUMBER} ?% (?:guaranteed |fixed |net |garantierte )?${GROWTH}(?![\\p{L}])`, 'gu'),
  new RegExp(`(?:${GROWTH})(?: of|:| von| up to| bis zu)? (?:up to )?${NUMBER} ?%`, 'gu'),
]

/** A profit in one go below this could be anything. */
const TOTAL_MIN = 20

/** Promises of yield in a lower-case text, English and German, some French and Spanish; 50 at most. */
export function yieldClaims(words: string): YieldClaim[] {
  const claims: YieldClaim[] = []
  const add = (
    match: RegExpExecArray,
    period: YieldClaim['period'],
    times: number,
    least: number,
  ) => {
    const around = words.slice(Math.max(0, match.index - 30), match.index + match[0].length + 20)
    const percent = Math.max(
      ...[match[1], match[2]].map((text) => Number((text ?? '0').replace(',', '.'))),
    )
    if (claims.length >= CLAIMS_MAX || percent < least || OTHER.test(around)) return
    claims.push({ percent, period, yearly: percent * times })
  }
  for (const { pattern, before, period, times } of WITH_PERIOD) {
    for (const one of [pattern, before])
      for (const match of words.matchAll(one)) add(match, period, times, 0.01)
  }
  for (const one of TOTAL)
    for (const match of words.matchAll(one)) add(match, 'total', 1, TOTAL_MIN)
  return claims
}

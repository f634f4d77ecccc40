import { LexicalScorer, trainLexical, type LexicalModel } from '@gatehouse/sites'
import { LEXICAL_MODEL, openLexicalModel } from '@gatehouse/investigate'
import { CliError } from '../../cli-error.ts'
import type { Terminal } from '../../command.ts'
import { showProgress } from '../../progress.ts'
import { linkFigures, type LinkFigures } from './link-figures.ts'
import { readLinks, readRow, type LinkRow } from './read-links.ts'

export interface LinksRequest {
  /** Labelled links to learn from; `undefined`: only the model that ships is measured. */
  readonly train: string | undefined
  readonly test: string
  /** Benign links that look malicious, beside those of the test. */
  readonly hardBenign: string | undefined
}

/** What `--json` writes: the figures of the measured model, and of all beside it. */
export interface LinksEvaluation extends LinkFigures {
  readonly train_rows: number
  /** Rows of the test that no browser would take; their risk is 0. */
  readonly unread: number
  readonly models: readonly LinkFigures[]
}

/** Domains of the test may not be among those that are learned from. */
const SHARED_DOMAINS_SHOWN = 3
const WARM_UP_ROWS = 3000

/** Measures the model that ships, and one that is trained here, on links that neither has seen. */
export async function evaluateLinks(
  request: LinksRequest,
  terminal: Terminal,
): Promise<{ evaluation: LinksEvaluation; rows: readonly LinkRow[]; risks: Float64Array }> {
  const train = request.train === undefined ? [] : await readLinks(request.train)
  const test = await readLinks(request.test)
  const hard = request.hardBenign === undefined ? [] : await readLinks(request.hardBenign, 0)
  if (test.length === 0) throw new CliError('invalid', '`--test`: there is no labelled link in it')
  warnOfShared(train, test, terminal)
  const shipped = openLexicalModel()
  const measured: { figures: LinkFigures; risks: Float64Array }[] = []
  const models: [string, LexicalModel][] = [[`shipped (${LEXICAL_MODEL})`, shipped]]
  if (request.train !== undefined) {
    models.unshift(['trained', trainOn(train, shipped, terminal)])
  }
  for (const [name, model] of models) {
    const scorer = new LexicalScorer(model)
    const { risks, timesUs } = scored(scorer, test)
    const hardRisks = hard.length === 0 ? null : { risks: scored(scorer, hard).risks }
    measured.push({
      figures: linkFigures({ model: name, rows: test, risks, hard: hardRisks, timesUs }),
      risks,
    })
  }
  const [first] = measured
  const evaluation: LinksEvaluation = {
    ...first!.figures,
    train_rows: train.length,
    unread: test.filter(({ link }) => link === null).length,
    models: measured.map(({ figures }) => figures),
  }
  return { evaluation, rows: test, risks: first!.risks }
}

function trainOn(
  rows: readonly LinkRow[],
  shipped: LexicalModel,
  terminal: Terminal,
): LexicalModel {
  const labels = new Set(rows.map(({ label }) => label))
  if (labels.size < 2) {
    throw new CliError('invalid', '`--train`: its labels are not of both kinds, 1 and 0')
  }
  const steps = trainLexical({
    examples: rows.flatMap(({ link, label }) => (link === null ? [] : [{ link, label }])),
    tables: shipped.tables,
    prior: shipped.linear,
    isAcross: true,
  })
  const progress = showProgress('train', terminal, 'steps')
  try {
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      const { done, of, part, parts } = step.value
      progress.update((part + done / of) / parts, done)
    }
  } finally {
    progress.stop()
  }
}

/** From the text, as the gate gets it, to the score. */
function scored(
  scorer: LexicalScorer,
  rows: readonly LinkRow[],
): { risks: Float64Array; timesUs: Float64Array } {
  for (const { link } of rows.slice(0, WARM_UP_ROWS)) if (link !== null) scorer.score(link)
  const risks = new Float64Array(rows.length)
  const timesUs = new Float64Array(rows.length)
  for (const [at, { text }] of rows.entries()) {
    const started = performance.now()
    const read = readRow(text)
    if (read.ok) risks[at] = scorer.score(read.link).risk
    timesUs[at] = (performance.now() - started) * 1000
  }
  return { risks, timesUs }
}

function warnOfShared(
  train: readonly LinkRow[],
  test: readonly LinkRow[],
  terminal: Terminal,
): void {
  const domainOf = ({ link }: LinkRow) => link?.registrable ?? link?.host ?? ''
  const learned = new Set(train.map(domainOf))
  const shared = [...new Set(test.map(domainOf))].filter(
    (domain) => domain !== '' && learned.has(domain),
  )
  if (shared.length === 0) return
  terminal.note(
    `warning: ${shared.length} domains of the test are learned from (${shared.slice(0, SHARED_DOMAINS_SHOWN).join(', ')}): figures will be too good`,
  )
}

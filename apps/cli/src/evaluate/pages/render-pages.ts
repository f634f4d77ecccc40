import { number, percentage, right, textTable, type Cell } from '../../text-table.ts'
import type { PagesEvaluation } from './evaluate-pages.ts'
import type { PairFigures } from './page-pairs.ts'
import type { VerdictFigures } from './verdict-figures.ts'

/** The evaluation as a person reads it. */
export function renderPages(evaluation: PagesEvaluation): string {
  return [
    headline(evaluation),
    pairTable(evaluation),
    across(evaluation),
    verdictTable(evaluation),
    NOTES,
  ].join('\n\n')
}

function headline({ files, rows, read_p50_ms: p50, read_p99_ms: p99 }: PagesEvaluation): string {
  const names = Object.values(files).join(', ')
  return `${number(rows)} pages (${names}); read in ${number(p50, 1)} ms (p99 ${number(p99, 1)} ms)`
}

function pairTable({ pairs, join_threshold: threshold }: PagesEvaluation): string {
  const head: Cell[] = [
    'two pages are of one template',
    right('pairs'),
    right('of one'),
    right('AUC'),
    right('exact'),
    right('5 tags in a row'),
    right(`joined at ${threshold}`),
    right('false joins'),
    right('of them equal'),
  ]
  const row = (name: string, one: PairFigures): Cell[] => [
    name,
    right(number(one.pairs)),
    right(number(one.same_template)),
    right(number(one.auc, 4)),
    right(number(one.auc_exact, 4)),
    right(number(one.auc_reference, 4)),
    right(percentage(one.joined_share)),
    right(`${one.false_joins} = ${percentage(one.false_join_share, 3)}`),
    right(number(one.false_joins_equal)),
  ]
  return textTable([
    head,
    row('shop theme, other shops', pairs.shops),
    row('kit template, other kits', pairs.kits),
    row('benign site, other sites', pairs.benign),
  ])
}

function across({
  across: { pairs, joined, most_alike: most },
  threshold_folds: folds,
}: PagesEvaluation): string {
  const chosen = folds.map(({ threshold }) => threshold)
  const worst = Math.max(...folds.map((fold) => fold.false_join_share))
  return [
    `  kit or shop with benign or log-in page: ${joined} of ${number(pairs)} pairs joined, the most alike ${number(most, 2)}`,
    `  threshold chosen on four fifths of the templates: ${chosen.join(', ')}; on the fifth left out at most ${percentage(worst, 3)} false joins`,
  ].join('\n')
}

function verdictTable(evaluation: PagesEvaluation): string {
  const { verdicts, published, auc, false_positive_share: falsePositives } = evaluation
  const head: Cell[] = [
    'by the page alone',
    right('pages'),
    right('malicious'),
    right('suspicious'),
    right('flagged'),
    right('by template or site'),
    right('password field'),
  ]
  const row = (name: string, one: VerdictFigures): Cell[] => [
    name,
    right(number(one.pages)),
    right(number(one.malicious)),
    right(number(one.suspicious)),
    right(percentage(one.flagged_share, 2)),
    right(percentage(one.flagged_share_by_group, 2)),
    right(percentage(one.password_share, 2)),
  ]
  const rows = [
    row('kit pages (detection)', verdicts.kits),
    row('shops of themes (false positives)', verdicts.shops),
    row('benign pages (false positives)', verdicts.benign),
    row('  those with an address', verdicts.benign_with_address),
    ...(verdicts.login === null ? [] : [row('log-in pages (false positives)', verdicts.login)]),
  ]
  return [
    textTable([head, ...rows]),
    `  all that is no kit: ${percentage(falsePositives, 2)} flagged; AUC of the score ${number(auc, 4)}`,
    ...published.map(
      (one) =>
        `  ${one.name}: ${percentage(one.detection, 2)} at ${percentage(one.false_positives, 2)} false positives`,
    ),
  ].join('\n')
}

const NOTES = `  exact: weighted Jaccard index of all tokens, which the AUC beside it estimates from 256 minima.
  Equal false joins are pages with the same structure under two names in the files.
  A page without an address is taken to lie on nobody's domain. Weights are set by hand and were tried
  on train files; the published figures are for other tasks and data.`

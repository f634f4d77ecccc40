import { basename } from 'node:path'
import { JOIN_SIMILARITY } from '@gatehouse/sites'
import type { Terminal } from '../../command.ts'
import { showProgress, type Progress } from '../../progress.ts'
import { measurePage, type MeasuredPage } from './page-facts.ts'
import {
  crossPairs,
  isJoined,
  pairFigures,
  pairsOf,
  type PagePair,
  type PairFigures,
} from './page-pairs.ts'
import { readStoredPages, type OwnerKey } from './stored-page.ts'
import { thresholdFolds, type ThresholdFold } from './threshold-folds.ts'
import { verdictAuc, verdictFigures, type VerdictFigures } from './verdict-figures.ts'

export interface PagesRequest {
  readonly kits: string
  readonly shops: string
  readonly benign: string
  readonly login?: string | undefined
}

/** All figures, as they are written to JSON. */
export interface PagesEvaluation {
  readonly files: Readonly<Record<string, string>>
  readonly rows: number
  readonly join_threshold: number
  readonly pairs: {
    readonly shops: PairFigures
    readonly kits: PairFigures
    readonly benign: PairFigures
  }
  /** Pages of kits and shops with benign and log-in pages. */
  readonly across: { readonly pairs: number; readonly joined: number; readonly most_alike: number }
  readonly threshold_folds: readonly ThresholdFold[]
  /** AUC of the page layer's score: kit pages against all others. */
  readonly auc: number
  readonly verdicts: {
    readonly kits: VerdictFigures
    readonly shops: VerdictFigures
    readonly benign: VerdictFigures
    /** Benign pages whose address the file has. */
    readonly benign_with_address: VerdictFigures
    readonly login: VerdictFigures | null
  }
  /** All pages that are no kit's. */
  readonly false_positive_share: number
  readonly published: readonly {
    readonly name: string
    readonly detection: number
    readonly false_positives: number
  }[]
  readonly read_p50_ms: number
  readonly read_p99_ms: number
}

export interface PagesOutcome {
  readonly evaluation: PagesEvaluation
  readonly pages: readonly {
    readonly page: MeasuredPage
    readonly label: 0 | 1
    readonly set: string
  }[]
  readonly pairs: readonly { readonly pair: PagePair; readonly set: string }[]
}

/** Published for fraud shops; another task and other data: an order of size, not a rank. */
const PUBLISHED = [
  { name: 'best published, fraud shops', detection: 0.9834, false_positives: 0.0134 },
  { name: 'in the field, fraud shops', detection: 0.9488, false_positives: 0.0246 },
] as const

/** Measures structure and findings on stored pages. */
export function evaluatePages(request: PagesRequest, terminal: Terminal): PagesOutcome {
  const progress = showProgress('read', terminal, 'pages')
  const read = (path: string | undefined, owner: OwnerKey) =>
    path === undefined ? [] : measured(readStoredPages(path, owner), progress)
  const kits = read(request.kits, 'kit')
  const shops = read(request.shops, 'site')
  const benign = read(request.benign, 'site')
  const login = read(request.login, 'site')
  progress.stop()
  const pairs = {
    shops: pairsOf(shops, true),
    kits: pairsOf(kits, true),
    benign: pairsOf(benign, false),
    across: crossPairs([...kits, ...shops], [...benign, ...login]),
  }
  const others = [...shops, ...benign, ...login]
  const all = [...kits, ...others]
  const times = all.map(({ millis }) => millis).toSorted((a, b) => a - b)
  const evaluation: PagesEvaluation = {
    files: Object.fromEntries(
      Object.entries(request).flatMap(([name, path]) =>
        path === undefined ? [] : [[name, basename(path)]],
      ),
    ),
    rows: all.length,
    join_threshold: JOIN_SIMILARITY,
    pairs: {
      shops: pairFigures(pairs.shops),
      kits: pairFigures(pairs.kits),
      benign: pairFigures(pairs.benign),
    },
    across: {
      pairs: pairs.across.length,
      joined: pairs.across.filter((pair) => isJoined(pair)).length,
      most_alike: pairs.across.reduce((most, { estimate }) => Math.max(most, estimate), 0),
    },
    threshold_folds: thresholdFolds([...pairs.kits, ...pairs.shops]),
    auc: verdictAuc(kits, others),
    verdicts: {
      kits: verdictFigures(kits),
      shops: verdictFigures(shops),
      benign: verdictFigures(benign),
      benign_with_address: verdictFigures(benign.filter(({ place }) => place !== null)),
      login: login.length === 0 ? null : verdictFigures(login),
    },
    false_positive_share: verdictFigures(others).flagged_share,
    published: PUBLISHED,
    read_p50_ms: times[Math.floor(times.length / 2)] ?? 0,
    read_p99_ms: times[Math.floor(times.length * 0.99)] ?? 0,
  }
  return {
    evaluation,
    pages: [
      ...kits.map((page) => ({ page, label: 1 as const, set: 'kits' })),
      ...shops.map((page) => ({ page, label: 0 as const, set: 'shops' })),
      ...benign.map((page) => ({ page, label: 0 as const, set: 'benign' })),
      ...login.map((page) => ({ page, label: 0 as const, set: 'login' })),
    ],
    pairs: Object.entries(pairs).flatMap(([set, some]) => some.map((pair) => ({ pair, set }))),
  }
}

function measured(pages: ReturnType<typeof readStoredPages>, progress: Progress): MeasuredPage[] {
  return pages.map((page, at) => {
    progress.update((at + 1) / pages.length, at + 1)
    return measurePage(page)
  })
}

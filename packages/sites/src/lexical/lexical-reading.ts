import { TreeExplainer } from '@gatehouse/scoring'
import type { LayerReading, Finding } from '../layer.ts'
import { readingOf } from '../layer-reading.ts'
import type { Link } from '../link/read-link.ts'
import { ADDRESS_AVERAGE, ADDRESS_FINDINGS, averageText } from './address-findings.ts'
import {
  FEATURE_PLACES,
  LexicalScorer,
  MODEL_FEATURES,
  type LexicalModel,
} from './lexical-model.ts'

/** From this risk on, deeper layers look at a site; a setting. */
export const ESCALATION_RISK = 0.65

/** What is computed of an address, under the names that the reference system gave. */
export interface LexicalFeatures {
  /** Days since registration; `null`: not known. The registration layer weighs it, this one does not. */
  readonly domain_age_days: number | null
  /** 0 to 1, 0.5 where nothing is known. */
  readonly tld_risk_score: number
  readonly brand_in_subdomain: boolean
  /** Bits per character; from 3.8 on a host is suspicious. */
  readonly host_entropy: number
  readonly special_char_count: number
  readonly is_ip_host: boolean
  readonly path_depth: number
  readonly has_redirect_param: boolean
  /** A word that promises a price or trust. */
  readonly price_claim_in_url: boolean
  /** The same under a name that says it. */
  readonly trust_claim_in_url: boolean
  /** Share of the words, 0 to 1. */
  readonly financial_vocab_density: number
  /** The model's answer at even chances, 0 to 1. */
  readonly composite_risk_score: number
}

export interface LexicalReading {
  readonly reading: LayerReading
  readonly features: LexicalFeatures
  /** The risk reaches the threshold: deeper layers look. */
  readonly escalates: boolean
}

export interface LexicalReadingOptions {
  readonly domainAgeDays?: number | null
  readonly escalateAt?: number
}

/** Smaller ones go into the average: an analyst reads the others. */
const SHOWN_MIN = 0.05

/** Reads links with one model, and says why. */
export class LexicalReader {
  readonly #scorer: LexicalScorer
  readonly #explainer: TreeExplainer

  constructor(model: LexicalModel) {
    this.#scorer = new LexicalScorer(model)
    this.#explainer = new TreeExplainer(model.trees)
  }

  /** Findings add up to the log-odds of the score exactly; the layer's cap comes after. */
  read(
    link: Link,
    { domainAgeDays = null, escalateAt = ESCALATION_RISK }: LexicalReadingOptions = {},
  ): LexicalReading {
    const { model } = this.#scorer
    const row = this.#scorer.row(link)
    const figures = Object.fromEntries(
      MODEL_FEATURES.map((name, at) => [name, row[at]!]),
    ) as Figures
    const { risk } = this.#scorer.score(link)
    return {
      reading: readingOf('lexical', this.#findings(model, row, figures)),
      features: {
        domain_age_days: domainAgeDays,
        tld_risk_score: figures.tld_risk_score,
        brand_in_subdomain: figures.brand_in_subdomain > 0,
        host_entropy: figures.host_entropy,
        special_char_count: figures.special_char_count,
        is_ip_host: figures.is_ip_host > 0,
        path_depth: figures.path_depth,
        has_redirect_param: figures.has_redirect_param > 0,
        price_claim_in_url: figures.trust_claim_in_url > 0,
        trust_claim_in_url: figures.trust_claim_in_url > 0,
        financial_vocab_density: figures.financial_vocab_density,
        composite_risk_score: risk,
      },
      escalates: risk >= escalateAt,
    }
  }

  #findings(model: LexicalModel, row: Float64Array, figures: Figures): Finding[] {
    const { expected, values } = this.#explainer.explain(row)
    const { slope, intercept } = model.calibration
    let rest = slope * expected + intercept
    const findings: Finding[] = []
    for (const { code, features, text } of ADDRESS_FINDINGS) {
      const logOdds = slope * features.reduce((sum, name) => sum + values[FEATURE_PLACES[name]]!, 0)
      if (Math.abs(logOdds) < SHOWN_MIN) rest += logOdds
      else findings.push({ code, text: text(figures), logOdds })
    }
    findings.push({ code: ADDRESS_AVERAGE, text: averageText(model), logOdds: rest })
    return findings
  }
}

type Figures = Record<(typeof MODEL_FEATURES)[number], number>

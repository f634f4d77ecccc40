import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rankingFigures } from '@gatehouse/scoring'
import type { PagesEvaluation } from '../src/evaluate/pages/evaluate-pages.ts'
import { gatehouse, inTree } from './terminal.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gatehouse-pages-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, rows: readonly object[]): string {
  const path = join(folder, name)
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

/** Structure of template `template`, with the words of its owner. */
function body(template: number, words: string): string {
  const tags = [
    'section',
    'article',
    'aside',
    'ul',
    'table',
    'form',
    'fieldset',
    'main',
    'header',
    'footer',
  ]
  const parts = Array.from({ length: 30 }, (_, at) => {
    const tag = tags[(at * (template + 3) + template) % tags.length]!
    return `<${tag} class="t${template}-part-${'abcdefghij'[at % 10]}"><div class="inner"><p>${words}</p></div></${tag}>`
  })
  return `<script src="/js/theme-${'abcdefgh'[template]}.js"></script>${parts.join('')}`
}

const login = (action: string) =>
  `<form method="post" action="${action}"><input name="user"><input type="password" name="pass"></form>`

const SETS = () => {
  const kits = [0, 1, 2].flatMap((template) =>
    ['one', 'two'].map((kit) => ({
      template: `t${template}`,
      kit,
      html: `<title>PayPal</title>${login('post.php')}${body(template, kit)}`,
    })),
  )
  const shops = [3, 4].flatMap((template) =>
    ['a', 'b', 'c'].map((site) => ({
      template: `t${template}`,
      site,
      html: `<title>${site}</title>${body(template, site)}`,
    })),
  )
  const benign = [5, 6, 7].flatMap((template) =>
    [1, 2].map((page) => ({
      site: `site${template}`,
      url: `https://www.site${template}.test/${page}`,
      html: `<title>News</title>${body(template, `page ${page}`)}`,
    })),
  )
  return [
    '--kits',
    file('kits.jsonl.gz', kits),
    '--shops',
    file('shops.jsonl', shops),
    '--benign',
    file('benign.jsonl', benign),
  ]
}

describe('evaluating pages', () => {
  it('measures structure and findings, and writes a score for every page and pair', async () => {
    const [json, scores, pairs] = ['pages.json', 'scores.csv', 'pairs.csv'].map((name) =>
      join(folder, name),
    ) as [string, string, string]
    const own = inTree('spec/pages/login-pages.jsonl')
    const outputs = ['--json', json, '--scores', scores, '--pairs', pairs]
    const args = ['evaluate', 'pages', ...SETS(), '--login', own, ...outputs]
    const { exitCode, printed } = await gatehouse(...args)
    expect(exitCode).toBe(0)
    const evaluation = JSON.parse(readFileSync(json, 'utf8')) as PagesEvaluation
    const loginPages = readFileSync(own, 'utf8').trimEnd().split('\n').length
    expect(evaluation.rows).toBe(18 + loginPages)
    expect(evaluation.pairs.kits).toMatchObject({
      pairs: 15,
      same_template: 3,
      auc: 1,
      false_joins: 0,
    })
    expect(evaluation.pairs.shops).toMatchObject({
      pairs: 15,
      same_template: 6,
      auc: 1,
      joined_share: 1,
    })
    expect(evaluation.pairs.benign).toMatchObject({ pairs: 15, same_template: 3 })
    expect(evaluation.across).toMatchObject({ pairs: 12 * (6 + loginPages), joined: 0 })
    expect(evaluation.verdicts.kits.flagged_share).toBe(1)
    expect(evaluation.false_positive_share).toBe(0)
    expect(printed).toContain('false joins')

    const cells = (path: string) =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
    const rows = cells(scores)
    expect(rows).toHaveLength(evaluation.rows)
    const again = rankingFigures(
      rows.map(([, , score]) => Number(score)),
      rows.map(([, label]) => Number(label)),
    )
    expect(evaluation.auc).toBeCloseTo(again.auc, 12)
    const kitPairs = cells(pairs).filter(([, , , set]) => set === 'kits')
    expect(kitPairs.filter(([, label]) => label === '1')).toHaveLength(3)
  })

  it('flags no log-in page of ordinary software', async () => {
    const json = join(folder, 'login.json')
    const { exitCode } = await gatehouse(
      'evaluate',
      'pages',
      ...SETS(),
      '--login',
      inTree('spec/pages/login-pages.jsonl'),
      '--json',
      json,
    )
    expect(exitCode).toBe(0)
    const { verdicts } = JSON.parse(readFileSync(json, 'utf8')) as PagesEvaluation
    expect(verdicts.login!.pages).toBeGreaterThanOrEqual(20)
    expect(verdicts.login!.password_share).toBeGreaterThan(0.9)
    expect(verdicts.login!.flagged_share).toBe(0)
  })

  it('names the line that is no page', async () => {
    const sets = SETS()
    const broken = join(folder, 'broken.jsonl')
    writeFileSync(broken, '{"html":"<p>x</p>","site":"a"}\n{"html":7}\n')
    const { exitCode, noted } = await gatehouse(
      'evaluate',
      'pages',
      ...sets.slice(0, 4),
      '--benign',
      broken,
    )
    expect(exitCode).not.toBe(0)
    expect(noted).toContain('line 2')
  })
})

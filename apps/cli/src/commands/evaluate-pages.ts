import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'

export const evaluatePagesCommand: Command = {
  name: 'evaluate pages',
  operands: [],
  summary: 'measure page structure and page findings on stored pages',
  details: `Reads stored pages (JSON Lines, plain or gzip, one object with \`html\` a line) and measures two things:
how well the structure tells pages of one template from others, and what the findings of the page
layer say of pages of phishing kits, of shops made from themes, of ordinary pages and log-in pages.
Nothing on the pages is loaded or run. docs/reference/evaluation.md has the sets and the figures.`,
  options: {
    kits: { value: 'FILE', doc: 'pages of phishing kits, with `template` and `kit` (required)' },
    shops: { value: 'FILE', doc: 'pages of shops, with `template` and `site` (required)' },
    benign: { value: 'FILE', doc: 'ordinary pages, with `site` and `url` (required)' },
    login: { value: 'FILE', doc: 'log-in pages of ordinary software, with `site` and `url`' },
    json: { value: 'FILE', doc: 'write the figures as JSON' },
    scores: { value: 'FILE', doc: 'write `row,label,score` of every page as CSV; label 1: a kit' },
    pairs: {
      value: 'FILE',
      doc: 'write `row,label,score` of every pair with its set and ids as CSV; label 1: one template',
    },
  },
  async run(input, terminal) {
    const request = {
      kits: required(input, 'kits'),
      shops: required(input, 'shops'),
      benign: required(input, 'benign'),
      login: input.text('login'),
    }
    const { evaluatePages } = await import('../evaluate/pages/evaluate-pages.ts')
    const { renderPages } = await import('../evaluate/pages/render-pages.ts')
    const { evaluation, pages, pairs } = evaluatePages(request, terminal)
    terminal.print(renderPages(evaluation))
    write(input.text('json'), () => `${JSON.stringify(evaluation, null, 2)}\n`)
    write(input.text('scores'), () => {
      const lines = pages.map(
        ({ page, label, set }, at) =>
          `${at + 1},${label},${page.score},${set},${cell(page.id)},${page.verdict}\n`,
      )
      return `row,label,score,set,id,verdict\n${lines.join('')}`
    })
    write(input.text('pairs'), () => {
      const lines = pairs.map(
        ({ pair, set }, at) =>
          `${at + 1},${Number(pair.isSame)},${pair.estimate},${set},${cell(pair.left.id)},${cell(pair.right.id)}\n`,
      )
      return `row,label,score,set,left,right\n${lines.join('')}`
    })
    return 0
  },
}

function write(path: string | undefined, text: () => string): void {
  if (path !== undefined) writeFileSync(path, text())
}

/** Ids come from a file of others. */
function cell(text: string): string {
  return text.replace(/[^\w.-]/g, '_')
}

function required(input: Input, option: string): string {
  const text = input.text(option)
  if (text !== undefined) return text
  throw new CliError(
    'usage',
    `\`--${option} FILE\` is missing: see \`gatehouse evaluate pages --help\``,
  )
}

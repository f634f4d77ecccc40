import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPage } from '@gatehouse/sites'
import { afterAll, expect, it } from 'vitest'
import { readKitRules } from './kit-rules.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-kits-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

it('has none where there is no folder', () => {
  expect(readKitRules(dataDir)).toEqual({ rules: [], refused: [] })
})

it('reads the rules of the folder, refuses what is none by name, and tries the rest on pages', () => {
  const folder = join(dataDir, 'kit-rules')
  mkdirSync(folder)
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
  put(
    'gold-kit.yml',
    `title: Gold kit
detection:
  form:
    html|contains: 'data-kit="gold"'
  panel:
    js|re: 'goldPanel[0-9]{2}\\('
  condition: form and panel
`,
  )
  put('half.yml', 'title: Half\ndetection:\n  a:\n    html|base64: x\n  condition: a\n')
  put('deep.yml', '['.repeat(500))
  put('huge.yml', `title: "${'x'.repeat(70_000)}"`)
  put('slow.yml', "detection:\n  a:\n    html|re: '(a+'\n  condition: a\n")
  put('readme.txt', 'not looked at')
  const { rules, refused } = readKitRules(dataDir)
  expect(rules.map(({ id, title }) => `${id}: ${title}`)).toEqual(['gold-kit: Gold kit'])
  expect(refused.map(({ file }) => file)).toEqual(['deep.yml', 'half.yml', 'huge.yml', 'slow.yml'])
  const place = { host: 'a.example.com', domain: 'example.com', kitRules: rules }
  const page = '<form data-kit="gold"><input></form><script>goldPanel42(1)</script>'
  const codes = (html: string) => readPage(html, place).findings.map(({ code }) => code)
  expect(codes(page)).toContain('PAGE_KIT_RULE')
  expect(codes(page.replace('goldPanel42', 'goldPanel'))).not.toContain('PAGE_KIT_RULE')
})

import { describe, expect, it } from 'vitest'
import { adoptModel } from './adopt-model.ts'
import { golden } from './golden.case.ts'
import { readLightgbmText } from './lightgbm-text.ts'

const { file, map, declarations } = golden('lightgbm-binary', 'txt')
const text = Buffer.from(file).toString()

/** @returns what is wrong, of the file or of its trees */
function issueOf(broken: string): string | null {
  const read = readLightgbmText(broken)
  if (!read.ok) return read.issue
  const adopted = adoptModel(read.model, map, declarations, {})
  return adopted.ok ? null : adopted.issues.map(({ message }) => message).join('; ')
}

/** The first line of that name, with other values. */
function withLine(name: string, values: string | ((before: string[]) => string[])): string {
  return text.replace(new RegExp(`^${name}=(.*)$`, 'm'), (_line, before: string) => {
    const changed = typeof values === 'string' ? values : values(before.split(' ')).join(' ')
    return `${name}=${changed}`
  })
}

const first = (value: string) => (before: string[]) => [value, ...before.slice(1)]

describe('a text model of LightGBM', () => {
  it('that was not touched is good', () => expect(issueOf(text)).toBeNull())

  it.each<[string, string, RegExp]>([
    ['cut off in a tree', text.slice(0, text.length / 3), /cut off/],
    ['without its end', text.replace('end of trees', 'end of tr'), /cut off/],
    ['with a tree too few', withLine('tree_sizes', '1 2 3'), /it has 3 trees, and 16 are there/],
    [
      'with a line twice',
      text.replace('num_leaves=', 'num_cat=0\nnum_leaves='),
      /`num_cat` stands there twice/,
    ],
    ['without thresholds', text.replace(/^threshold=.*$/m, ''), /tree 0: `threshold` is missing/],
    [
      'with a value too few',
      withLine('leaf_value', (all) => all.slice(1)),
      /tree 0: `leaf_value` has \d+ values, not \d+/,
    ],
    [
      'with NaN for a threshold',
      withLine('threshold', first('nan')),
      /tree 0: `threshold` holds what is no number/,
    ],
    ['with an endless leaf', withLine('leaf_value', first('1e999')), /`leaf_value` holds/],
    ['with a word for a number', withLine('leaf_value', first('0x10')), /`leaf_value` holds/],
    [
      'with an empty value',
      withLine('leaf_value', (all) => ['1', '', ...all.slice(2)]),
      /`leaf_value` holds/,
    ],
    ['with half a child', withLine('left_child', first('1.5')), /`left_child` holds/],
    [
      'with a node that is its own child',
      withLine('left_child', first('0')),
      /tree 0 comes to one node in two ways/,
    ],
    [
      'with a cycle',
      withLine('right_child', (all) => all.map(() => '1')),
      /comes to one node in two ways/,
    ],
    [
      'with a child that is not there',
      withLine('left_child', first('999')),
      /tree 0 has a child that is not there/,
    ],
    [
      'with a leaf that is not there',
      withLine('left_child', first('-999')),
      /tree 0 has a child that is not there/,
    ],
    [
      'with a feature that is not there',
      withLine('split_feature', first('77')),
      /tree 0: there is no feature 77/,
    ],
    ['with a negative feature', withLine('split_feature', first('-1')), /there is no feature -1/],
    [
      'with a kind of test that is none',
      withLine('decision_type', first('14')),
      /`decision_type` is 14/,
    ],
    [
      'with a set that is not there',
      withLine('decision_type', first('1')).replace(/^threshold=\S+/m, 'threshold=0.5'),
      /there is no set of categories 0\.5/,
    ],
    [
      'with bounds that fall',
      withLine('cat_boundaries', (all) => [...all.slice(0, -1), '-7']),
      /`cat_boundaries`/,
    ],
    [
      'with bounds beyond the sets',
      withLine('cat_boundaries', (all) => [...all.slice(0, -1), '999999']),
      /`cat_boundaries`/,
    ],
    [
      'with a huge set',
      text.replace(/^cat_boundaries=.*\ncat_threshold=.*$/m, (lines) => hugeSet(lines)),
      /more than 255 categories/,
    ],
    ['of linear trees', withLine('is_linear', '1'), /linear_tree/],
    ['of several classes', withLine('num_class', '3'), /more than two classes/],
    [
      'of a number, not a probability',
      withLine('objective', 'regression'),
      /its objective is `regression`/,
    ],
    ['of a loss of somebody', text.replace(/^objective=.*\n/m, ''), /its objective is `custom`/],
    ['with a slope that is none', withLine('objective', 'binary sigmoid:nan'), /`sigmoid`/],
    [
      'that says it has 4 billion leaves',
      withLine('num_leaves', '4294967296'),
      /more than 1000000 leaves/,
    ],
    ['with a name of a megabyte', withLine('objective', 'x'.repeat(1_000_000)), /^.{0,200}$/],
  ])('%s is refused with where', (_what, broken, words) => {
    expect(broken).not.toBe(text)
    expect(issueOf(broken)).toMatch(words)
  })

  function hugeSet(lines: string): string {
    const sets = /^cat_boundaries=(.*)$/m.exec(lines)![1]!.split(' ').length - 1
    const bounds = Array.from({ length: sets + 1 }, (_, at) => (at === 0 ? 0 : 100))
    return `cat_boundaries=${bounds.join(' ')}\ncat_threshold=${Array(100).fill('4294967295').join(' ')}`
  }

  /** A tree that is a chain: each node has a leaf on its left and the next node on its right. */
  function chain(nodes: number): string {
    const at = Array.from({ length: nodes }, (_, node) => node)
    const line = (name: string, values: readonly (number | string)[]) =>
      `${name}=${values.join(' ')}`
    const block = [
      `num_leaves=${nodes + 1}`,
      'num_cat=0',
      line(
        'split_feature',
        at.map(() => 0),
      ),
      line('threshold', at),
      line(
        'decision_type',
        at.map(() => 2),
      ),
      line(
        'left_child',
        at.map((node) => ~node),
      ),
      line(
        'right_child',
        at.map((node) => (node + 1 < nodes ? node + 1 : ~nodes)),
      ),
      line(
        'leaf_value',
        [...at, nodes].map(() => 0.5),
      ),
      line(
        'leaf_count',
        [...at, nodes].map(() => 1),
      ),
      line(
        'internal_count',
        at.map((node) => nodes + 1 - node),
      ),
    ].join('\n')
    const head = withLine('tree_sizes', '1').slice(0, text.indexOf('Tree=0'))
    return `${head.slice(0, head.lastIndexOf('tree_sizes'))}tree_sizes=1\n\nTree=0\n${block}\n\nend of trees\n`
  }

  it('that is a chain of some hundred nodes is read, and a deeper one refused', () => {
    expect(issueOf(chain(500))).toBeNull()
    expect(issueOf(chain(20_000))).toMatch(/tree 0 is more than 512 nodes deep/)
    expect(issueOf(chain(1_000_001))).toMatch(/more than 1000000 leaves/)
  })

  it('of a million nodes in many trees is refused before they are all held', () => {
    const one = chain(400)
    const block = one.slice(one.indexOf('Tree=0'), one.indexOf('end of trees'))
    const many = 2501
    const head = one.slice(0, one.indexOf('tree_sizes'))
    const huge = `${head}tree_sizes=${Array(many).fill(1).join(' ')}\n\n${block.repeat(many)}end of trees\n`
    expect(issueOf(huge)).toMatch(/more than 1000000 leaves/)
  })

  it('with any byte changed is a model or refused, and nothing else', () => {
    // A step that is no length of a line, so that names, numbers and line ends are all met.
    for (let place = 0; place < text.indexOf('end of trees'); place += 211) {
      for (const byte of ['9', '-', '\n', ' ', '\0']) {
        const issue = issueOf(text.slice(0, place) + byte + text.slice(place + 1))
        expect(issue === null || issue.length < 2000).toBe(true)
      }
    }
  })
})

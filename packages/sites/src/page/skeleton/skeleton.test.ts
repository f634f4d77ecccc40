import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePage } from '../read/parse-page.ts'
import { foldFile, foldName } from './fold-name.ts'
import { skeletonOf } from './page-skeleton.ts'
import {
  isSameTemplate,
  JOIN_SIMILARITY,
  skeletonSimilarity,
  tokenSimilarity,
} from './similarity.ts'
import { skeletonFromText, skeletonText } from './skeleton-text.ts'

const product = (name: string) => `<article class="card product-card"><div class="card-media">
  <img src="/${name}.jpg" alt="${name}"></div><h3 class="card-title">${name}</h3>
  <form class="buy" method="post"><input type="hidden" name="id"><button class="btn buy-now">Buy</button></form></article>`

const section = (name: string, inner: string) =>
  `<section class="section section-${name}"><div class="container"><h2 class="headline">${name}</h2>
   <ul class="list list-${name}"><li class="entry"><div class="entry-body"><p>${inner}</p></div></li></ul></div></section>`

interface Look {
  readonly words?: string
  readonly products?: number
  readonly sections?: readonly string[]
  readonly banner?: string
  readonly prefix?: string
}

/** One shop template, dressed as somebody pleases. */
function shop({
  words = 'Acme',
  products = 8,
  sections = ['news', 'about', 'offers'],
  banner = '',
  prefix = '',
}: Look = {}): string {
  const cards = Array.from({ length: products }, (_, at) => product(`${words}${at}`)).join('')
  return `<!doctype html><html><head><title>${words}</title><link rel="stylesheet" href="css/theme.min.css?v=${words.length}">
  <script src="js/jquery-3.1.${words.length}.min.js"></script><script src="/assets/shop.9f8e7d6c.js"></script></head><body class="page">
  ${banner}<header class="site-header"><nav class="main-nav"><ul class="menu"><li class="menu-item"><a href="/">${words}</a></li></ul></nav></header>
  <main class="site-main"><div class="grid ${prefix}">${cards}</div>${sections.map((name) => section(name, words)).join('')}</main>
  <form class="checkout"><input name="mail"><input type="tel"><select></select><textarea></textarea><button></button></form>
  <footer class="site-footer"><div class="columns"><p>${words}</p></div></footer></body></html>`
}

const other = `<html><head><script src="app.js"></script></head><body><div id="root"><table class="data"><tbody>
  ${'<tr class="row"><td class="cell"><p>1</p></td><td><p>2</p></td></tr>'.repeat(20)}</tbody></table>
  <form><input type="password"><input type="checkbox"><button></button></form></div></body></html>`

function skeleton(html: string) {
  const { tokens, elements } = parsePage(html)
  return skeletonOf(tokens, elements)
}

const likeness = (left: string, right: string) =>
  skeletonSimilarity(skeleton(left), skeleton(right))

describe('structural skeleton of a page', () => {
  it.each<[string, Look]>([
    ['other words, pictures and file versions', { words: 'Blumen am Markt' }],
    ['four times as many products', { products: 32 }],
    ['sections in another order', { sections: ['offers', 'news', 'about'] }],
    ['an inserted banner', { banner: '<div class="promo"><p>Sale</p><span>now</span></div>' }],
    ['class names from a bundler', { prefix: 'grid_x7f3a9 css-1q2w3e' }],
  ])('joins a template to itself with %s', (_, look) => {
    expect(likeness(shop(), shop(look))).toBeGreaterThanOrEqual(JOIN_SIMILARITY)
    expect(isSameTemplate(skeleton(shop()), skeleton(shop(look)))).toBe(true)
  })

  it('is blind to text, images and colours', () => {
    const dressed = shop().replace(
      /<p>/g,
      '<p style="color:red"><b>much</b><img src="x.png"> more ',
    )
    expect(skeletonText(skeleton(dressed)).split('.')[2]).toBe(
      skeletonText(skeleton(shop())).split('.')[2],
    )
    expect(likeness(shop(), dressed)).toBe(1)
  })

  it('does not join pages of different structure that say the same', () => {
    expect(likeness(shop(), other)).toBeLessThan(0.1)
    expect(isSameTemplate(skeleton(shop()), skeleton(other))).toBe(false)
  })

  it('tells the order of form fields and of scripts apart', () => {
    const fields = (...types: string[]) =>
      `<form>${types.map((type) => `<input type="${type}">`).join('')}</form>`
    expect(
      likeness(fields('text', 'password', 'checkbox'), fields('checkbox', 'password', 'text')),
    ).toBeLessThan(0.5)
    const scripts = (...names: string[]) =>
      names.map((name) => `<script src="${name}.js"></script>`).join('')
    const [one, two] = [
      scripts('alpha', 'beta', 'gamma', 'delta'),
      scripts('delta', 'gamma', 'beta', 'alpha'),
    ]
    expect(likeness(one, two)).toBeLessThan(0.8)
    expect(likeness(one, one)).toBe(1)
  })

  it('joins nothing to a page of few elements', () => {
    const small = skeleton('<div><p>Hello</p></div>')
    expect(skeletonSimilarity(small, small)).toBe(1)
    expect(isSameTemplate(small, small)).toBe(false)
  })

  it('reads a template that somebody commented out as that template', () => {
    const off = shop()
      .split('\n')
      .map((line) => `<!--${line}-->`)
      .join('\n')
    expect(likeness(shop(), off)).toBeGreaterThan(0.9)
  })

  it('estimates the exact likeness of the tokens', () => {
    for (const look of [
      { products: 1 },
      { sections: ['news'] },
      { sections: ['a', 'b', 'c', 'd', 'e'] },
    ]) {
      const exact = tokenSimilarity(parsePage(shop()).tokens, parsePage(shop(look)).tokens)
      expect(Math.abs(likeness(shop(), shop(look)) - exact)).toBeLessThan(0.15)
    }
  })

  it('survives whatever is thrown at it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<',
            '>',
            '"',
            "'",
            '<div ',
            'class=',
            '<form',
            '</',
            '<!--',
            '-->',
            '<script>',
            'a',
            '\u0000',
            '=',
            ' ',
            '<input type=password>',
            '<svg>',
            '</p>',
          ),
          { maxLength: 200 },
        ),
        (parts) => {
          const { simHash, minHash } = skeleton(parts.join(''))
          expect(simHash).toMatch(/^[0-9a-f]{16}$/)
          expect(minHash).toHaveLength(128)
        },
      ),
    )
  })

  it('goes to one line of text and back', () => {
    const made = skeleton(shop())
    expect(skeletonFromText(skeletonText(made))).toEqual(made)
    expect(skeletonFromText('s0.1.0.0')).toBeNull()
  })
})

describe('folded names', () => {
  it.each([
    ['col-12', 'col-0'],
    ['Button_root__x7f3a', 'button_root'],
    ['css-1q2w3e', 'css'],
    ['x1n2onr6', null],
    ['_3', null],
    ['product-card', 'product-card'],
  ])('folds %s to %s', (name, folded) => expect(foldName(name)).toBe(folded))

  it.each([
    ['/wp-content/js/jquery-3.6.0.min.js?ver=5', 'jquery'],
    ['https://cdn.example/assets/main.9f8e7d6c5b.js', 'main'],
    ['css/owl.carousel.min.css', 'owl.carousel'],
    ['https://host.example/', null],
  ])('folds %s to %s', (file, folded) => expect(foldFile(file)).toBe(folded))
})

import { describe, expect, it } from 'vitest'
import { kindOf, nextStep, payButtons, type Progress } from './next-step.ts'
import { readSurvey, type Control, type Field, type Survey } from './survey.ts'

let next = 1
const control = (text: string, more: Partial<Control> = {}): Control => ({
  id: next++,
  kind: 'button',
  text: text.toLowerCase(),
  href: '',
  form: null,
  isProduct: false,
  ...more,
})
const field = (words: string, more: Partial<Field> = {}): Field => ({
  id: next++,
  kind: 'text',
  type: 'text',
  autocomplete: '',
  words: words.toLowerCase(),
  maxLength: 0,
  options: [],
  isEmpty: true,
  form: null,
  ...more,
})
const survey = (controls: Control[], fields: Field[] = []): Survey => ({ controls, fields })
const START: Progress = { clicked: new Map(), filled: new Set(), hasAdded: false }
const stepOn = (controls: Control[], fields: Field[] = [], progress: Progress = START) =>
  nextStep([{ frame: 0, survey: survey(controls, fields) }], progress)

it.each([
  ['add', ['Add to basket', 'In den Warenkorb', 'Ajouter au panier', 'Añadir al carrito']],
  ['add', ['Aggiungi al carrello', 'Jetzt kaufen', 'Acheter maintenant', 'Comprar ahora']],
  ['add', ['Acquista ora', 'Buy it now', 'Dodaj do koszyka', 'In winkelwagen']],
  ['checkout', ['Proceed to checkout', 'Zur Kasse', 'Passer la commande', 'Tramitar pedido']],
  ['checkout', ['Procedi all\u0027ordine', 'Finalizar compra', 'Afrekenen', 'Valider mon panier']],
  ['cart', ['View cart', 'Warenkorb', 'Panier', 'Carrito', 'Carrello']],
  ['invest', ['Start investing', 'Geld anlegen', 'Ouvrir un compte', 'Depositar', 'Investi']],
  ['consent', ['Accept all cookies', 'Alle akzeptieren', 'Tout accepter', 'Aceptar todo']],
  [
    'choose',
    ['Pay by credit card', 'Kreditkarte', 'Carte bancaire', 'Tarjeta', 'Carta di credito'],
  ],
])('goes on to %s by what its button says: %j', (at, texts) => {
  for (const text of texts) {
    expect({ text, step: stepOn([control('Log out'), control(text)]) }).toMatchObject({
      text,
      step: { kind: 'click', at },
    })
  }
})

it('keeps away from what undoes, leads elsewhere or only sounds alike', () => {
  const texts = [
    'Remove from cart',
    'Continue shopping',
    'Weiter einkaufen',
    'PayPal Checkout',
    'x'.repeat(70) + ' checkout',
  ]
  expect(stepOn(texts.map((text) => control(text)))).toEqual({ kind: 'stuck' })
})

it('opens a product, and another one only after the first was tried twice', () => {
  const one = control('Gold bar', {
    kind: 'link',
    href: 'https://a.com/product/gold',
    isProduct: true,
  })
  const two = control('Silver', { kind: 'link', href: 'https://a.com/product/silver' })
  expect(stepOn([two, one])).toMatchObject({ at: 'product', control: one })
  const clicked = new Map([[`link gold bar ${one.href}`, 2]])
  expect(stepOn([two, one], [], { ...START, clicked })).toMatchObject({ control: two })
})

it('stops at a card form, wherever its frame is, and prefers its own button', () => {
  const card = field('cardnumber', { form: 7 })
  const own = control('Zahlungspflichtig bestellen', { form: 7 })
  const frames = [
    { frame: 0, survey: survey([control('Subscribe'), control('Zur Kasse')]) },
    { frame: 2, survey: survey([own], [card]) },
  ]
  expect(nextStep(frames, START)).toEqual({ kind: 'card', frames: [2] })
  expect(payButtons(frames, [2])[0]).toEqual({ frame: 2, control: own })
})

it('fills a form about a person once; a newsletter is none', () => {
  const fields = [field('email', { form: 1 }), field('vorname', { form: 1 })]
  const go = control('Weiter', { form: 1 })
  expect(stepOn([go], fields)).toEqual({ kind: 'fill', frame: 0, form: 1, submit: go })
  expect(stepOn([], [field('email', { form: 2 })])).toEqual({ kind: 'stuck' })
})

describe('a field', () => {
  it.each([
    [
      'card_number',
      [
        'cardnumber',
        'cc-number',
        'Kartennummer',
        'Numéro de carte',
        'Número de tarjeta',
        'Numero della carta',
        'credit_card',
        '1234 1234 1234 1234',
      ],
    ],
    ['expiry', ['MM / YY', 'expiry', 'Gültig bis', 'Fecha de caducidad', 'Scadenza', 'exp-date']],
    [
      'cvc',
      ['CVV', 'cvc', 'Prüfziffer', 'Cryptogramme', 'Código de seguridad', 'Codice di sicurezza'],
    ],
    [
      'holder',
      ['Name on card', 'Karteninhaber', 'Titulaire', 'Titular de la tarjeta', 'Intestatario'],
    ],
    ['email', ['E-mail', 'Correo electrónico', 'email']],
    ['last_name', ['Nachname', 'Apellidos', 'Cognome', 'Last name']],
  ] as const)('is %s in many languages', (kind, names) => {
    for (const name of names) expect({ name, kind: kindOf(field(name)) }).toEqual({ name, kind })
  })

  it.each(['Gift card number', 'Loyalty card no', 'Geschenkkarte Kartennummer', 'BahnCard-Nummer'])(
    'is no card to pay with: %s',
    (name) => {
      expect(kindOf(field(name))).toBeNull()
      expect(stepOn([control('Check balance')], [field(name)])).toEqual({ kind: 'stuck' })
    },
  )

  it('is what it says to browsers before all', () => {
    expect(kindOf(field('email', { autocomplete: 'billing cc-number' }))).toBe('card_number')
    expect(kindOf(field('x', { type: 'password' }))).toBe('password')
    expect(kindOf(field('question'))).toBeNull()
  })
})

it('reads a survey that a page has forged without believing its shapes', () => {
  for (const text of [undefined, 7, 'x', 'null', '[]', '{"controls":7}', 'x'.repeat(500_000)]) {
    const read = readSurvey(text)
    expect(read === null || (read.controls.length === 0 && read.fields.length === 0)).toBe(true)
  }
  const forged = {
    controls: [{ text: { a: 1 }, href: 7, id: 'x' }, null],
    fields: [{ options: 9 }],
  }
  const read = readSurvey(JSON.stringify(forged))
  expect(read?.controls).toMatchObject([{ id: 0, kind: 'button', text: '', href: '' }])
  expect(read?.fields).toMatchObject([{ words: '', options: [], maxLength: 0 }])
})

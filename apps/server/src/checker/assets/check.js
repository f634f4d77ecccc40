'use strict'
const WORDS = /*WORDS*/ {}
const SIGNS = {
  stop: 'M15 15l18 18M33 15L15 33M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40z',
  careful: 'M24 5L3.5 42h41zM24 18v11M24 35.5v.5',
  wait: 'M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40zM24 13v12l8 5',
  unknown:
    'M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40zM18 18.5c0-3.5 2.7-6 6-6s6 2.4 6 5.6c0 4.4-6 4.8-6 9.4M24 34.5v.5',
  nothing_found: 'M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40zM15 25l6 6 12-14',
}
/** What a worried person waits; the site is looked at in this time. */
const PATIENCE_S = 60
const ASK_EVERY_MS = 1500
const REASONS = [
  'never_delivered',
  'lost_money',
  'asked_for_card',
  'asked_for_password',
  'investment_fraud',
  'impersonates',
  'other',
]

const at = (id) => document.getElementById(id)
let language = navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'
let shown = null
let asked = ''
let beganMs = 0
let round = 0

const say = (key, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, String(value)),
    WORDS[language][key] ?? key,
  )

function speak() {
  document.documentElement.lang = language
  document.title = say('pageTitle')
  for (const node of document.querySelectorAll('[data-text]')) {
    node.textContent = say(node.dataset.text)
  }
  at('link').placeholder = say('placeholder')
  at('help').replaceChildren(...say('help').map((text) => item(text)))
  const reason = at('reason').value
  at('reason').replaceChildren(
    ...REASONS.map((code) => {
      const option = document.createElement('option')
      option.value = code
      option.textContent = say(code)
      return option
    }),
  )
  if (reason !== '') at('reason').value = reason
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language))
  }
  if (shown !== null) show(shown)
}

function item(text) {
  const node = document.createElement('li')
  node.textContent = text
  return node
}

function show(check) {
  shown = check
  at('answer').hidden = false
  at('answer').dataset.advice = check.advice
  const isOver = check.state === 'done'
  const key = check.advice === 'wait' && isOver ? 'unknown' : check.advice
  at('sign').setAttribute('d', SIGNS[key])
  at('headline').textContent = say(`${key}Title`)
  at('subject').textContent = check.subject.name
  at('advice').textContent = say(`${key}Text`)
  at('reasons').replaceChildren(...check.reasons.map((text) => item(text)))
  at('related').hidden = check.related === 0
  at('related').textContent = say(check.is_blocked ? 'relatedBlocked' : 'related', {
    count: check.related,
  })
  at('working').hidden = isOver
  at('mine').hidden = !check.is_blocked || check.subject.kind !== 'site'
  tick()
}

function tick() {
  const seconds = Math.round((Date.now() - beganMs) / 1000)
  at('bar').style.setProperty('width', `${Math.min(100, (seconds / PATIENCE_S) * 100)}%`)
  at('progress').textContent = say('progress', { seconds })
}

function fault(key, values) {
  at('fault').hidden = key === null
  at('fault').textContent = key === null ? '' : say(key, values)
}

async function call(path, body) {
  const answer = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  })
  if (answer.ok) return answer.json()
  const error = new Error(String(answer.status))
  error.status = answer.status
  error.seconds = answer.headers.get('retry-after') ?? '60'
  throw error
}

function refused(error) {
  if (error.status === 422) fault('faultLink')
  else if (error.status === 429) fault('faultOften', { seconds: error.seconds })
  else fault('faultServer')
}

async function ask(event) {
  event?.preventDefault()
  const link = at('link').value.trim()
  if (link === '') {
    fault('faultEmpty')
    at('link').focus()
    return
  }
  fault(null)
  asked = link
  const mine = ++round
  const button = at('ask').querySelector('button')
  button.disabled = true
  at('told').textContent = ''
  beganMs = Date.now()
  try {
    let check = await call('/v1/public/checks', { link })
    show(check)
    at('headline').focus({ preventScroll: true })
    while (check.state !== 'done' && Date.now() - beganMs < 3 * PATIENCE_S * 1000) {
      await new Promise((done) => setTimeout(done, ASK_EVERY_MS))
      // Another link was asked about meanwhile.
      if (mine !== round) return
      check = await call(`/v1/public/checks/${encodeURIComponent(check.id)}`)
      show(check)
    }
    if (check.state !== 'done') at('working').hidden = true
  } catch (error) {
    if (mine !== round) return
    refused(error)
    // What is shown is about another link.
    shown = null
    at('answer').hidden = true
  } finally {
    if (mine === round) button.disabled = false
  }
}

async function tell(event) {
  event.preventDefault()
  try {
    await call('/v1/public/reports', { link: asked, reason: at('reason').value })
    at('told').textContent = say('thanks')
  } catch (error) {
    at('told').textContent =
      error.status === 429 ? say('faultOften', { seconds: error.seconds }) : say('faultServer')
  }
}

/** Whoever was listed wrongly says so, and gets an address to come back to. */
async function appeal(event) {
  event.preventDefault()
  const statement = at('statement').value.trim()
  if (statement === '') {
    at('statement').focus()
    return
  }
  try {
    const made = await call('/v1/appeals', { kind: 'domain', key: shown.subject.name, statement })
    location.hash = `appeal=${made.id}`
    at('appealed').textContent = say('appealed', { address: location.href, by: dayOf(made.due_at) })
  } catch (error) {
    const words = { 404: 'faultListed', 409: 'faultAppealed', 429: 'faultOften' }
    at('appealed').textContent = say(words[error.status] ?? 'faultServer', error)
  }
}

const dayOf = (text) => new Date(text).toLocaleDateString(language, { dateStyle: 'long' })

/** What became of the appeal that the address names. */
async function showAppeal() {
  const id = /^#appeal=([\w-]{1,64})$/.exec(location.hash)?.[1]
  if (id === undefined) return
  try {
    const made = await call(`/v1/appeals/${encodeURIComponent(id)}`)
    const text = say(`appeal_${made.state}`, { name: made.key, by: dayOf(made.due_at) })
    at('madeText').textContent = made.answer === null ? text : `${text} ${made.answer}`
    at('made').hidden = false
  } catch {
    at('made').hidden = true
  }
}

at('ask').addEventListener('submit', ask)
at('appeal').addEventListener('submit', appeal)
at('tell').addEventListener('submit', tell)
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    language = button.dataset.language
    speak()
  })
}
speak()
void showAppeal()

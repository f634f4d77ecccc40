/**
 * User agents as shops see them: few browsers, many versions, and on older phones and in apps the
 * model of the device. Made here, so that the shares are the same on every machine.
 */
type Random = () => number

/** A letter is a random digit (`#`), a random capital (`@`), or a version of the browser (`~`). */
const SHAPES: readonly (readonly [parts: number, shape: string])[] = [
  [
    22,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  ],
  [
    5,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36 Edg/~.0.0.0',
  ],
  [4, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:~.0) Gecko/20100101 Firefox/~.0'],
  [
    6,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.# Safari/605.1.15',
  ],
  [
    6,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  ],
  [
    22,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.# Mobile/15E148 Safari/604.1',
  ],
  [
    3,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/~.0.7390.## Mobile/15E148 Safari/604.1',
  ],
  [
    16,
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Mobile Safari/537.36',
  ],
  [
    4,
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/2#.0 Chrome/~.0.0.0 Mobile Safari/537.36',
  ],
  [
    2,
    'Mozilla/5.0 (Linux; Android 1#; SM-@###@) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Mobile Safari/537.36',
  ],
  [
    2,
    'Mozilla/5.0 (Linux; Android 14; M2#0#@#@@ Build/UKQ1.23####.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/~.0.7###.1## Mobile Safari/537.36 Instagram 3##.0.0.##.## Android (34/14; 440dpi; 1080x2276; Xiaomi; M2#0#@#@@; en_GB; 7#####5##)',
  ],
  [
    3,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22@#### [FBAN/FBIOS;FBAV/5##.0.0.##.##;FBBV/7########;FBDV/iPhone1#,#;FBMD/iPhone;FBSN/iOS;FBSV/18.#.#;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]',
  ],
  [2, 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:~.0) Gecko/20100101 Firefox/~.0'],
  [
    2,
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  ],
  [1, 'python-requests/2.3#.#'],
]
const ALL = SHAPES.reduce((sum, [parts]) => sum + parts, 0)

export function shopperAgent(random: Random): string {
  let left = random() * ALL
  const [, shape] = SHAPES.find(([parts]) => (left -= parts) < 0)!
  // Most have one of the newest versions, some an old one.
  const version = 154 - Math.floor(random() ** 4 * 40)
  return shape
    .replaceAll('~', String(version))
    .replace(/#/g, () => String(Math.floor(random() * 10)))
    .replace(/@/g, () => String.fromCharCode(65 + Math.floor(random() * 26)))
}

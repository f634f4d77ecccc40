import { Type, type Static } from 'typebox'
import { DEVICE_CLASSES } from '../reference.ts'
import {
  block,
  closed,
  count,
  flag,
  optionalId,
  listOf,
  oneOf,
  personalText,
  quantity,
  text,
  time,
} from '../schema.ts'

/** minFraud: `session_age` is 0 to 1e14 - 1 seconds. */
const SESSION_AGE_SECONDS_MAX = 1e14 - 1
/** A day: no page stays open longer and means it. */
const DURATION_MS_MAX = 86_400_000
const LANGUAGES_MAX = 16
const SCREEN_PIXELS_MAX = 100_000

/** What the browser says about itself. `device_id` is our collector's, or any other, hash. */
export const deviceSchema = block(
  {
    ip_address: Type.String({
      description: "The shopper's IP address, IPv4 or IPv6.",
      format: 'ip',
      maxLength: 45,
      'x-card-scan': 'exempt',
      'x-personal': true,
    }),
    user_agent: personalText('The User-Agent header.', 512),
    accept_language: text('The Accept-Language header.'),
    session_age: quantity(
      'Seconds since the first visit of this session.',
      SESSION_AGE_SECONDS_MAX,
    ),
    session_id: optionalId('Id of the session at the shop.'),
    tracking_token: optionalId(
      "Token of minFraud's device tracking; accepted and kept, not evaluated.",
    ),
    device_id: optionalId('Hash that stands for the device and survives cleared cookies.'),
    type: oneOf(DEVICE_CLASSES, 'Kind of device.'),
    os: text('Operating system and version.', 64),
    browser: text('Browser and version.', 64),
    timezone: text('IANA time zone the browser reports: `Europe/Berlin`.', 64),
    timezone_offset_minutes: Type.Integer({
      description: 'Minutes that the browser is ahead of UTC.',
      minimum: -1440,
      maximum: 1440,
    }),
    languages: listOf(text('A BCP 47 tag.', 35), LANGUAGES_MAX, 'Languages the browser prefers.'),
    screen_width: count('Width of the screen in pixels.', SCREEN_PIXELS_MAX),
    screen_height: count('Height of the screen in pixels.', SCREEN_PIXELS_MAX),
    pixel_ratio: quantity('Device pixels per CSS pixel.', 100),
    color_depth: count('Bits per pixel.', 64),
    touch_points: count('How many fingers the screen can feel.', 256),
    battery_level: quantity('0 (empty) to 1 (full).', 1),
    is_charging: flag('The battery is being charged.'),
    fonts_hash: optionalId('Hash of the installed fonts.'),
    canvas_hash: optionalId('Hash of a drawn canvas.'),
    audio_hash: optionalId('Hash of rendered audio.'),
    webgl_renderer: text('Graphics card as WebGL names it.'),
    cookies_enabled: flag('The browser keeps cookies.'),
    is_incognito: flag('The window looks private.'),
    is_emulator: flag('The device looks emulated.'),
  },
  'The device that the order came from.',
)
export type Device = Static<typeof deviceSchema>

export const sessionSchema = block(
  {
    id: optionalId('Id of the session; the same thing as `device.session_id`.'),
    started_at: time('Start of this visit.'),
    page_views: count('Pages seen in this visit.'),
    source: text('Where the visit came from: `organic`, `email`, `ads` ...', 64),
    campaign: text('Campaign that brought it.'),
    referrer: personalText('Referring page of the first request.', 1024),
    landing_page: personalText('First page of the visit.', 1024),
    cart_created_at: time('When the first item was put in the cart.'),
    is_logged_in: flag('The shopper is logged in.'),
  },
  'The visit.',
)
export type Session = Static<typeof sessionSchema>

const FIELDS_MAX = 40

const fieldSchema = closed({
  name: text('Name of the field: `phone`, `last_name`, `card_number` ...', 64),
  is_pasted: Type.Optional(flag('The value was pasted.')),
  is_autofilled: Type.Optional(flag('The browser filled it in.')),
  keystrokes: Type.Optional(count('Keys pressed in it.', 100_000)),
  corrections: Type.Optional(count('Backspace and delete among them.', 100_000)),
  hesitation_ms: Type.Optional(quantity('From focus to the first key.', DURATION_MS_MAX)),
  typing_ms: Type.Optional(quantity('From the first key to the last.', DURATION_MS_MAX)),
  key_interval_ms: Type.Optional(quantity('Mean time between two keys.', DURATION_MS_MAX)),
  key_interval_deviation_ms: Type.Optional(
    quantity('Standard deviation of the time between two keys.', DURATION_MS_MAX),
  ),
})

/** How the form was filled in. No text that was typed is ever part of it. */
export const behaviourSchema = block(
  {
    fields: listOf(fieldSchema, FIELDS_MAX, 'One entry for each field of the form.'),
    time_on_page_ms: quantity('From load to submit.', DURATION_MS_MAX),
    mouse_moves: count('Pointer movements seen.'),
    mouse_distance_px: quantity('Distance that the pointer travelled.'),
    clicks: count('Clicks.'),
    scrolls: count('Scroll events.'),
    touches: count('Touches.'),
    focus_changes: count('How often the window lost or won the focus.'),
    is_webdriver: flag('`navigator.webdriver` is set.'),
    is_headless: flag('Signs of a browser without a window.'),
    is_honeypot_filled: flag('A field that people cannot see was filled in.'),
    captcha: oneOf(['passed', 'failed', 'not_shown'], 'What the captcha said.'),
  },
  'How the form was filled in: counts and durations only.',
)
export type Behaviour = Static<typeof behaviourSchema>

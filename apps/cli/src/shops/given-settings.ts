import {
  shopSettingsSchema,
  type Issue,
  type ShopSettings,
  type SignalDeclaration,
} from '@gatehouse/contract'
import { createValidators, segmentIssues, settingsIssues } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import type { Input } from '../command.ts'
import { readYaml } from '../read-yaml.ts'
import { NONE, SETTING_NAMES, SETTINGS } from './setting-options.ts'

/** What was typed as the value that it stands for, not yet checked. */
function valueOf(name: keyof ShopSettings, text: string): unknown {
  switch (name) {
    case 'home_country':
      return text === NONE ? null : text
    case 'exchange_rates':
      return text === NONE ? null : readYaml(text).value
    case 'segments':
      return text === NONE ? [] : readYaml(text).value
    case 'plain_custom_inputs':
      return text === NONE ? [] : text.split(',')
    case 'label_maturity_days':
    case 'publish_declined_share':
    case 'publish_declined_times':
    case 'let_through_percent':
    case 'cost_margin':
    case 'cost_fraud_loss':
    case 'cost_dispute_fee':
    case 'cost_review_minutes':
    case 'cost_minute':
    case 'cost_challenge_loss':
    case 'cost_challenge_fee':
    case 'retrain_days':
      // What is no number stays as it was typed, and is refused by its name.
      return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
    case 'four_eyes':
      return text === 'yes' ? true : text === 'no' ? false : text
    default:
      return text
  }
}

/**
 * The settings with those that the command line names in their place.
 * @param declarations what conditions of segments may name
 * @throws CliError `invalid`, a line for each option that cannot be
 */
export function settingsGiven(
  before: ShopSettings,
  input: Input,
  declarations: readonly SignalDeclaration[],
): ShopSettings {
  const given = SETTING_NAMES.flatMap((name): [string, unknown][] => {
    const text = input.text(SETTINGS[name].option)
    return text === undefined ? [] : [[name, valueOf(name, text)]]
  })
  const settings = { ...before, ...Object.fromEntries(given) }
  refuse(createValidators()(shopSettingsSchema)(settings), input)
  refuse(settingsIssues(settings), input)
  if (input.flag(SETTINGS.segments.option)) {
    refuse(segmentIssues(settings.segments, { declarations }), input)
  }
  return settings
}

function refuse(issues: readonly Issue[], input: Input): void {
  if (issues.length === 0) return
  const lines = issues.map(({ pointer, message }) => {
    const [, name = '', ...rest] = pointer.split('/')
    const { option } = SETTINGS[name as keyof ShopSettings]
    const place = rest.length === 0 ? '' : `${placeOf(input.text(option), rest)}: `
    return `\`--${option}\`: ${place}${message}`
  })
  throw new CliError('invalid', lines.join('\n'))
}

/** The field, and its line where it stands in a file that was given. */
function placeOf(path: string | undefined, rest: readonly string[]): string {
  const field = `\`${rest.join('.')}\``
  return path === undefined ? field : `${readYaml(path).at(`/${rest.join('/')}`)}: ${field}`
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../src/commands.ts'
import { gatehouse } from './terminal.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const RULESET = `
name: mine
checkpoints: [order]
scorecard: { base: { start: 100, parts: [] } }
thresholds: { reject_below: 30, submit_to_processor: 50 }
rules:
  - id: abroad
    when: WHEN
    when_unknown: skip
    weight: 10
    tests:
      - { name: a German address, signals: { billing.country: DE }, expect: EXPECT }
`
const ruleset = (when: string, expected = 'no_hit') =>
  file('rules.yaml', RULESET.replace('WHEN', when).replace('EXPECT', expected))

describe('help', () => {
  it('lists the commands in their order', async () => {
    const { exitCode, printed } = await gatehouse('--help')
    expect(exitCode).toBe(0)
    expect(printed).toMatchInlineSnapshot(`
      "usage: gatehouse COMMAND [OPTIONS]

        serve                             run the server
        migrate                           bring the database schema up to date
        replay FILE                       run past orders through the gate and print what it caught
        replay --verify                   make stored decisions again and report every difference
        evaluate rules                    measure the packs against static rules on a labelled history
        evaluate models                   train models on a labelled history and measure them on what came after
        evaluate campaigns                measure how well sites are put together to campaigns
        evaluate pages                    measure page structure and page findings on stored pages
        evaluate links                    measure how well the address alone tells malicious links from benign ones
        drill card-testing                play a card testing attack against the rules, in memory
        drill energy                      play a campaign of 27 scam sites against the whole system, on this machine
        drill refund-ring                 play a ring that asks for money back against the rules, in memory
        drill account-farm                play a farm of accounts that live off vouchers against the rules, in memory
        drill seller-takeover             play the takeover of sellers against the rules, in memory
        rules check FILE                  check a ruleset file: shape, names, types
        rules test FILE                   run the cases that stand in a ruleset file
        rules propose TEXT                write a rule from a sentence, with a text model of your own
        rules list                        list the rulesets of a shop, which versions there are and which decide
        rules show NAME@VERSION           print a version of a ruleset
        rules draft FILE                  make a ruleset file the draft of the ruleset that it names
        rules diff A B                    show what B changes about A, rule by rule
        rules approve NAME@VERSION        approve somebody else's draft
        rules publish NAME@VERSION        put a draft live
        rules rollback NAME@VERSION       put a version live again that was live before
        rules backtest FILE               run a ruleset over the decisions that the shop has stored
        rules stats NAME                  what each rule of a ruleset did on live traffic
        thresholds NAME                   where the thresholds of a ruleset would have earned most
        rules shadow start NAME@VERSION   let a version decide live events too, without answering
        rules shadow report NAME@VERSION  compare a version in shadow with what was decided
        rules shadow end NAME@VERSION     end the shadow of a version
        rules rollout start NAME@VERSION  let a version decide a part of the traffic in place of the live one
        rules rollout end NAME@VERSION    let the live version decide all of the traffic again
        rules snooze add RULE             switch a rule off for one entity, for a time
        rules snooze list                 list rules that are switched off for single entities
        rules snooze delete ID            switch a snoozed rule on again
        preflight                         go through the 20 checks before a shop takes much money
        packs list                        list the ready rulesets
        packs show NAME                   print a ready ruleset
        packs install NAME                make a ready ruleset a draft of the shop, and with --publish put it live
        check LINK                        ask about a link, a domain or a phone number
        decision ID                       print a stored decision and what it was made of
        links DECISION_ID                 print what hangs together with an order, and why
        train                             train a model on a shop's own decisions and labels
        models list                       list the models of a shop and what they are used for
        models show ID                    print what a model says of itself and what it was used for
        models add FILE                   add a model file as a candidate
        models import FILE                make a model file of one that was trained elsewhere
        models promote ID                 let a model decide, or try it beside the one that does
        models compare ID                 compare a challenger with what decided, on the same live events
        models rollback                   put the champion of before back in the place of the one that decides
        models retire ID                  stop using a model; it stays in the registry
        drift                             say what changed about the signals, the scores and the model of a shop
        customers show USER_ID            say whether a registered customer may order, and why not
        customers restore USER_ID         let the inherited ranking of a customer no longer count
        customers block USER_ID           refuse further orders of an account
        customers close USER_ID           refuse further orders of an account, for good
        customers unblock USER_ID         let a blocked or closed account order again
        list ls                           print the lists of a shop
        list show NAME                    print a list and its newest items
        list create NAME KIND             make a list
        list add NAME VALUE               put an item on a list, or renew it
        list remove NAME VALUE            take an item off a list
        list import NAME FILE             put the items of a file on a list
        list export NAME                  print the items of a list, or write them to a file
        list log NAME                     print who changed a list and when
        record verify                     prove that nobody has touched the journal and the audit log
        record anchor                     print where the record has come to, to be kept elsewhere
        record retire MONTH               drop a month of the journal for good
        audit                             say who changed settings, rulesets, lists, keys and models, and when
        circle create NAME                make a sharing circle, or enter one that another installation has made
        circle key NAME                   print the key of a circle, to hand it to another operator
        circle ls                         list the sharing circles
        circle show NAME                  show who is in a circle and how far what they say has come
        circle share NAME                 take a shop of this installation into a circle, or change what it tells
        circle member NAME PUBLIC_KEY     take a shop of another installation into a circle
        circle dismiss NAME MEMBER        take a member out of a circle, with all that it said
        circle mute NAME MEMBER           count what a member says no more
        circle unmute NAME MEMBER         count what a member says again
        circle remove NAME                leave a circle with every shop, and forget what was said in it
        circle pull NAME                  ask the members of a circle now what is new
        circle export NAME                write what a shop says to a file, for members that do not reach it
        circle import NAME FILE           take in what a member wrote to a file
        circle log NAME                   show who said how much and when, and who changed the circle
        admin shop list                   list the shops and how each is set
        admin shop show ID                show the settings of a shop, and who changed them
        admin shop set ID                 change the settings of a shop
        admin shop create ID              make a shop, with its settings from the start
        admin key create                  make an API key for a shop
        admin key list                    list the API keys of a shop, without the keys themselves
        admin key revoke ID               end an API key of a shop
        admin reference show              show the reference data in use and files that were refused
        admin reference reload            make the server read your feeds and databases again

      \`gatehouse COMMAND --help\` says more."
    `)
  })

  it('says of every command what it does and every option it has', async () => {
    for (const { name, options } of COMMANDS) {
      const { exitCode, printed } = await gatehouse(...name.split(' '), '--help')
      expect(exitCode).toBe(0)
      expect(printed).toContain(`usage: gatehouse ${name}`)
      for (const option of Object.keys(options)) expect(printed).toContain(`--${option}`)
    }
  })
})

describe('a wrong command line', () => {
  it.each([
    [['replai', 'x.csv'], 'there is no command `replai`; did you mean `replay`?'],
    [['rules'], '`rules` alone does nothing: `gatehouse rules check` or `gatehouse rules test`'],
    [['rules', 'chekc', 'x'], '`rules` alone does nothing: `gatehouse rules check` or'],
    [['replay', 'x.csv', '--maping', 'm'], 'unknown option `--maping`; did you mean `--mapping`?'],
    [['replay', 'x.csv', '--mapping'], 'the option `--mapping` needs a value'],
    [['replay', 'x.csv', '--sort=yes'], 'the option `--sort` takes no value'],
    [['replay'], '`FILE` is missing'],
    [['replay', 'a.csv', 'b.csv'], 'unexpected argument `b.csv`'],
    [['replay', 'x.csv'], '`--mapping FILE` is missing'],
    [['replay', 'x.csv', '--limit', '0'], '`--limit 0` must be a whole number above 0'],
    [['replay', 'x.csv', '--review-budget', '0%'], 'must be a percentage such as `5%`'],
  ])('`%s` ends with exit code 2 and says what is wrong', async (args, message) => {
    const { exitCode, printed, noted } = await gatehouse(...args)
    expect(noted).toContain(message)
    expect(exitCode).toBe(2)
    expect(printed).toBe('')
  })
})

describe('rules check', () => {
  it('accepts a good ruleset', async () => {
    const { exitCode, printed } = await gatehouse(
      'rules',
      'check',
      ruleset('billing.country != "DE"'),
    )
    expect(exitCode).toBe(0)
    expect(printed).toContain('`mine` is good: 1 rule, 0 policies')
  })

  it('puts carets under a name that does not exist, at its line, and ends with exit code 1', async () => {
    const { exitCode, noted } = await gatehouse('rules', 'check', ruleset('billing.contry != "DE"'))
    expect(exitCode).toBe(1)
    expect(noted).toContain('rules.yaml:8: `abroad`: ')
    expect(noted).toContain('did you mean `billing.country`?')
    expect(noted).toContain('    billing.contry != "DE"\n    ^^^^^^^^^^^^^^')
  })

  it('names the line of a field that rulesets do not have', async () => {
    const path = file('bad.yaml', RULESET.replace('weight: 10', 'wieght: 10'))
    const { exitCode, noted } = await gatehouse('rules', 'check', path)
    expect(exitCode).toBe(1)
    expect(noted).toContain('bad.yaml:10: `rules.0.wieght`: unknown field `wieght`; remove it')
  })

  it('names line and column of what is no YAML', async () => {
    const { exitCode, noted } = await gatehouse('rules', 'check', file('no.yaml', 'a: [1,\nb: 2'))
    expect(exitCode).toBe(1)
    expect(noted).toMatch(/no\.yaml:\d+:\d+: /)
  })

  it.each([
    ['a key that stands there twice', 'a: 1\nb: 2\na: 3', 'yaml:3:1: the key stands there twice'],
    ['nesting without end', '['.repeat(10_000), 'nests deeper than 64 levels'],
    ['an alias of nothing', 'a: *none', 'nresolved alias'],
  ])('refuses %s', async (_name, text, message) => {
    const { exitCode, noted } = await gatehouse('rules', 'check', file('c.yaml', text))
    expect(noted).toContain(message)
    expect(exitCode).toBe(1)
  })

  it('says that a file is not there', async () => {
    const { exitCode, noted } = await gatehouse('rules', 'check', join(folder, 'none.yaml'))
    expect([exitCode, noted]).toEqual([1, `gatehouse: there is no file \`${folder}/none.yaml\``])
  })

  it("knows lists and inputs of the shop's own when they are given", async () => {
    const path = ruleset('list.vips || custom.score > 3.0')
    expect((await gatehouse('rules', 'check', path)).exitCode).toBe(1)
    const given = ['--list', 'vips:account', '--input', 'score:double']
    expect((await gatehouse('rules', 'check', path, ...given)).exitCode).toBe(0)
  })
})

describe('rules test', () => {
  it('passes when every case is as expected', async () => {
    const { exitCode, printed } = await gatehouse(
      'rules',
      'test',
      ruleset('billing.country != "DE"'),
    )
    expect(exitCode).toBe(0)
    expect(printed).toContain('1 case passed, 0 failed')
  })

  it('names the case that failed, its line and what came out, and ends with exit code 1', async () => {
    const path = ruleset('billing.country != "DE"', 'hit')
    const { exitCode, noted } = await gatehouse('rules', 'test', path)
    expect(exitCode).toBe(1)
    expect(noted).toContain(
      'rules.yaml:12: `abroad`: a German address: expected `hit`, got `no_hit`',
    )
  })
})

describe('decision', () => {
  it('says how to find a server when none answers', async () => {
    const { exitCode, noted } = await gatehouse('decision', 'x')
    expect(exitCode).toBe(1)
    expect(noted).toContain('set `GATEHOUSE_API_KEY`')
  })
})

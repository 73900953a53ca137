import * as accounts from '../../wailsjs/go/bind/Accounts';
import * as activity from '../../wailsjs/go/bind/Activity';
import * as alerts from '../../wailsjs/go/bind/Alerts';
import * as analytics from '../../wailsjs/go/bind/Analytics';
import * as budgets from '../../wailsjs/go/bind/Budgets';
import * as channels from '../../wailsjs/go/bind/Channels';
import * as exporting from '../../wailsjs/go/bind/Export';
import * as metering from '../../wailsjs/go/bind/Gateway';
import * as house from '../../wailsjs/go/bind/House';
import * as importing from '../../wailsjs/go/bind/Imports';
import * as invoices from '../../wailsjs/go/bind/Invoices';
import * as lockScreen from '../../wailsjs/go/bind/LockScreen';
import * as overview from '../../wailsjs/go/bind/Overview';
import * as exchange from '../../wailsjs/go/bind/Rates';
import * as settings from '../../wailsjs/go/bind/Settings';
import * as sync from '../../wailsjs/go/bind/Sync';
import * as tags from '../../wailsjs/go/bind/Tags';
import type { account, alert, budget, channel, gateway, imports, invoice, ledger, rates, report, settings as settingsTypes, transfer } from '../../wailsjs/go/models';
import { ClipboardSetText } from '../../wailsjs/runtime/runtime';
import { said } from '../format/said';
import { t } from '../words';
import { inLanguage } from './in-language';
import { tellLocked } from './locked';

export type { account, alert, bind, budget, calendar, channel, email, forecast, gateway, imports, invoice, ledger, lock, money, outlook, provider, rates, report, settings, tag, tariff, transfer, webhook } from '../../wailsjs/go/models';

/** An error of the house: a code for the program, a sentence with a next step for people. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Fault';
  }
}

/** What a bound call rejects with, whatever it is, as a Fault. */
export function toFault(reason: unknown): Fault {
  if (reason instanceof Fault) return reason;
  const text = reason instanceof Error ? reason.message : String(reason);
  try {
    const { code, message } = JSON.parse(text) as { code?: string; message?: string };
    if (code && message) return new Fault(code, said(message));
  } catch {
    // not one of ours: the bridge itself refused the call
  }
  return new Fault('failed', text || t('api.wrong'));
}

const patience = 20_000;

/** Asks Go and waits only so long: a bound call that panicked would never answer. */
async function ask<T>(question: () => Promise<T>, limit = patience): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    if (limit > 0) {
      timer = setTimeout(
        () => reject(new Fault('no_answer', t('api.late'))),
        limit,
      );
    }
  });
  try {
    return inLanguage(await Promise.race([question(), late]));
  } catch (reason) {
    const fault = toFault(reason);
    if (fault.code === 'locked') tellLocked();
    throw fault;
  } finally {
    clearTimeout(timer);
  }
}

/** How long a file of a million rows may take on a slow machine. */
const longRead = 600_000;

/** A draft with only what is to change. */
export type Draft = Partial<account.Draft>;

const whole = (draft: Draft) => ({ provider: '', fields: {}, ...draft }) as account.Draft;

/** How many entries of the ledger are read at once. */
export const activityPage = 200;

/** How many alerts are read at once. */
export const alertsPage = 50;

const every: alert.Filter = { kind: '', subject: '', unseen: false, failed: false, before: '', most: alertsPage };

export const backend = {
  overview: () => ask(overview.Get),
  providers: async () => inLanguage(await ask(accounts.Providers), true),
  accounts: () => ask(accounts.List),
  checkKey: (draft: Draft) => ask(() => accounts.CheckKey(whole(draft))),
  recognise: (key: string) => ask(() => accounts.Recognise(key)),
  tryKey: (draft: Draft) => ask(() => accounts.Try(whole(draft)), 60_000),
  addAccount: (draft: Draft) => ask(() => accounts.Add(whole(draft)), 60_000), // a keychain may ask the user
  changeAccount: (id: string, draft: Draft) => ask(() => accounts.Change(id, whole(draft)), 60_000),
  testAccount: (id: string) => ask(() => accounts.Test(id), 60_000),
  removal: (id: string) => ask(() => accounts.Removal(id)),
  removeAccount: (id: string, keepHistory: boolean) => ask(() => accounts.Remove(id, keepHistory)),
  syncNow: () => ask(sync.Now),
  syncOne: (id: string) => ask(() => sync.One(id)),
  syncState: () => ask(sync.State),
  budgets: () => ask(budgets.List),
  budgetHistory: (id: string) => ask(() => budgets.History(id)),
  budgetSubjects: () => ask(budgets.Subjects),
  addBudget: (draft: budget.Draft) => ask(() => budgets.Add(draft)),
  changeBudget: (id: string, draft: budget.Draft) => ask(() => budgets.Change(id, draft)),
  removeBudget: (id: string) => ask(() => budgets.Remove(id)),
  /** The alerts that a filter chooses; what it does not name chooses all. */
  alerts: (filter: Partial<alert.Filter> = {}) => ask(() => alerts.List({ ...every, ...filter })),
  alert: (id: string) => ask(() => alerts.Get(id)),
  markSeen: (ids: string[]) => ask(() => alerts.MarkSeen(ids)),
  retryAlert: (id: string) => ask(() => alerts.Retry(id)),
  previewAlert: (id: string, channel: string) => ask(() => alerts.Preview(id, channel)),
  silences: () => ask(alerts.Silences),
  silence: (s: alert.Silence) => ask(() => alerts.Silence(s)),
  unsilence: (subject: string, kind: string) => ask(() => alerts.Unsilence(subject, kind)),
  channels: () => ask(channels.List),
  addChannel: (draft: channel.Draft) => ask(() => channels.Add(draft), 60_000), // a keychain may ask the user
  changeChannel: (id: string, draft: channel.Draft) => ask(() => channels.Change(id, draft), 60_000),
  removeChannel: (id: string) => ask(() => channels.Remove(id)),
  testChannel: (id: string) => ask(() => channels.Test(id), 90_000), // a mail server may take its time
  analytics: (question: report.Question) => ask(() => analytics.Get(question)),
  presets: (account: string) => ask(() => analytics.Presets(account)),
  choices: () => ask(analytics.Choices),
  activity: (question: report.ActivityQuestion) => ask(() => activity.Page(question)),
  why: (account: string, day: string) => ask(() => activity.Why(account, day)),
  settings: () => ask(settings.Get),
  saveSettings: (chosen: settingsTypes.Settings) => ask(() => settings.Save(chosen)),
  status: () => ask(house.Status),
  restore: (path: string) => ask(() => house.Restore(path), 60_000),
  unlock: (passphrase: string) => ask(() => house.Unlock(passphrase)),
  setPassphrase: (passphrase: string) => ask(() => house.SetPassphrase(passphrase)),
  useSession: () => ask(house.UseSession),
  forgetKeys: () => ask(house.ForgetKeys),
  enterSample: () => ask(house.EnterSample, 120_000),
  leaveSample: () => ask(house.LeaveSample),
  openDataFolder: () => ask(house.OpenDataFolder),
  openLink: (url: string) => ask(() => house.OpenLink(url)),
  quit: () => ask(house.Quit),
  /** Asks where to save and begins to write: csv, json, focus or invoice. "" where the user cancelled. */
  startExport: (format: string, from: string, through: string, filter: transfer.Filter) => ask(() => exporting.Start(format, from, through, filter), 0),
  exportState: () => ask(exporting.State),
  cancelExport: () => ask(exporting.Cancel),
  /** Shows where the last export lies, in the system's file manager. */
  openExportFolder: () => ask(exporting.OpenFolder),
  /** Saves a chart's picture, a PNG in base64, where the user wants it. "" where the user cancelled. */
  savePicture: (name: string, png: string) => ask(() => exporting.Picture(name, png), 0),
  /** Saves a chart's table, a CSV, where the user wants it. "" where the user cancelled. */
  saveTable: (name: string, csv: string) => ask(() => exporting.Table(name, csv), 0),
  chooseImport: () => ask(importing.Choose, 0), // a dialog too
  previewImport: (account: string, path: string, mapping: imports.Mapping | null) =>
    ask(() => importing.Preview(account, path, mapping as imports.Mapping), longRead), // null goes over the bridge as it is
  applyImport: (account: string, path: string, mapping: imports.Mapping, token: string, acceptRejected: boolean) =>
    ask(() => importing.Apply(account, path, mapping, token, acceptRejected), longRead),
  importHistory: (account: string) => ask(() => importing.History(account)),
  invoices: () => ask(invoices.List),
  putInvoice: (draft: invoice.Draft) => ask(() => invoices.Put(draft)),
  removeInvoice: (account: string, month: string, currency: string) => ask(() => invoices.Remove(account, month, currency)),
  gateway: () => ask(metering.Get),
  switchGateway: (on: boolean, port: number) => ask(() => metering.Switch(on, port)),
  addToken: (account: string, label: string) => ask(() => metering.AddToken(account, label)),
  revokeToken: (id: string) => ask(() => metering.Revoke(id)),
  setCallKey: (account: string, key: string) => ask(() => metering.SetCallKey(account, key), 60_000), // a keychain may ask the user
  guardAccount: (account: string, to: gateway.Guard) => ask(() => metering.Guard(account, to)),
  guardToken: (id: string, to: gateway.Guard) => ask(() => metering.TokenGuard(id, to)),
  fetchPrices: () => ask(metering.FetchPrices, 60_000),
  testGateway: (account: string, token: string) => ask(() => metering.Test(account, token), 60_000),
  tags: () => ask(tags.List),
  /** Makes parts the only ones of a tag; none of them removes it. */
  putTag: (name: string, parts: ledger.Part[]) => ask(() => tags.Put(name, parts)),
  changeTag: (old: string, name: string, parts: ledger.Part[]) => ask(() => tags.Change(old, name, parts)),
  rates: () => ask(exchange.List),
  putRate: (rate: rates.Rate) => ask(() => exchange.Put(rate)),
  removeRate: (currency: string, quote: string, day: string) => ask(() => exchange.Remove(currency, quote, day)),
  chooseRates: () => ask(exchange.Choose, 0), // a dialog waits for the user
  previewRates: (path: string) => ask(() => exchange.Preview(path), longRead),
  importRates: (path: string) => ask(() => exchange.Import(path), longRead),
  setDisplayCurrency: (currency: string) => ask(() => exchange.SetDisplay(currency)),
  lock: () => ask(lockScreen.State),
  unlockWindow: (passphrase: string) => ask(() => lockScreen.Unlock(passphrase)),
  lockNow: () => ask(lockScreen.LockNow),
  setLock: (passphrase: string, idleMinutes: number) => ask(() => lockScreen.Set(passphrase, idleMinutes)),
  changeLock: (old: string, passphrase: string) => ask(() => lockScreen.Change(old, passphrase)),
  removeLock: (old: string) => ask(() => lockScreen.Remove(old)),
  setIdleLock: (minutes: number) => ask(() => lockScreen.SetIdle(minutes)),
  copy: (text: string) => ask(() => toClipboard(text)),
};

/** The web views of some systems refuse the page's own clipboard; the window's always works. */
async function toClipboard(text: string): Promise<void> {
  if (!('runtime' in window)) return navigator.clipboard.writeText(text);
  if (!(await ClipboardSetText(text))) throw new Fault('clipboard', t('api.uncopied'));
}

import accounts from './accounts.json';
import activity from './activity.json';
import alerts from './alerts.json';
import analytics from './analytics.json';
import api from './api.json';
import app from './app.json';
import budgets from './budgets.json';
import charts from './charts.json';
import exports from './exports.json';
import format from './format.json';
import gateway from './gateway.json';
import house from './house.json';
import imports from './imports.json';
import invoices from './invoices.json';
import lock from './lock.json';
import overview from './overview.json';
import rates from './rates.json';
import settings from './settings.json';
import tags from './tags.json';
import ui from './ui.json';
import welcome from './welcome.json';

export { said } from './said';
import type { Catalogue } from '../en';

export const de: Catalogue = { accounts, activity, alerts, analytics, api, app, budgets, charts, exports, format, gateway, house, imports, invoices, lock, overview, rates, settings, tags, ui, welcome };

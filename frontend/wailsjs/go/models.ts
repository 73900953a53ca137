export namespace account {
	
	export interface Balance {
	    name: string;
	    value: string;
	    unit: string;
	    at: string;
	}
	export interface Account {
	    id: string;
	    provider: string;
	    label: string;
	    base_url: string;
	    fields: Record<string, string>;
	    has_key: boolean;
	    state: string;
	    reason: string;
	    last_synced?: string | null;
	    last_tried?: string | null;
	    settled_through: string | null;
	    limit?: money.Amount;
	    cycle_day: number;
	    paused: boolean;
	    removed: boolean;
	    created_at: string;
	    not_before?: string | null;
	    failures: number;
	    notes: string[];
	    balances: Balance[];
	    progress_done: number;
	    progress_total: number;
	}
	
	export interface Draft {
	    provider: string;
	    label?: string;
	    key?: string;
	    limit?: string;
	    cycle_day?: number;
	    base_url?: string;
	    fields: Record<string, string>;
	    paused?: boolean;
	}

}

export namespace alert {
	
	export interface Delivery {
	    channel: string;
	    name: string;
	    status: string;
	    attempts: number;
	    next_try?: string | null;
	    sent_at?: string | null;
	    error: string;
	}
	export interface Alert {
	    id: string;
	    kind: string;
	    subject: string;
	    label: string;
	    level: number;
	    period?: calendar.Span;
	    limit?: money.Amount;
	    amount?: money.Amount;
	    title: string;
	    body: string;
	    advice: string;
	    facts: notify.Fact[];
	    urgent: boolean;
	    created_at: string;
	    seen: boolean;
	    withdrawn: boolean;
	    deliveries: Delivery[];
	}
	
	export interface Filter {
	    kind: string;
	    subject: string;
	    unseen: boolean;
	    failed: boolean;
	    before: string;
	    most: number;
	}
	export interface Preview {
	    subject: string;
	    text: string;
	    html: string;
	}
	export interface Silence {
	    subject: string;
	    label: string;
	    kind: string;
	    until?: string | null;
	}

}

export namespace bind {
	
	export interface Backup {
	    path: string;
	    made: string;
	}
	export interface Fault {
	    code: string;
	    message: string;
	}
	export interface ExportState {
	    running: boolean;
	    path: string;
	    entries: number;
	    done: boolean;
	    error?: Fault;
	}
	
	export interface GatewayView {
	    state: gateway.State;
	    setups: gateway.Setup[];
	    tokens: gateway.Token[];
	    usage: gateway.Usage[];
	    gaps: gateway.Gap[];
	    compared: report.Comparison[];
	    prices: tariff.State;
	}
	export interface LockView {
	    locked: boolean;
	    lock: lock.State;
	}
	export interface NewToken {
	    id: string;
	    secret: string;
	}
	export interface Progress {
	    account: string;
	    label: string;
	    done: number;
	    total: number;
	}
	export interface Provider {
	    id: string;
	    name: string;
	    icon: string;
	    fields: provider.Field[];
	    reads: string;
	    sources: string[];
	    keys: provider.KeyKind[];
	    limits: string[];
	    presets: provider.Preset[];
	    currency: string;
	    publishes: boolean;
	    local: boolean;
	    needs_base_url: boolean;
	}
	export interface Removal {
	    from: string;
	    through: string;
	    days: number;
	    totals: money.Amount[];
	}
	export interface Status {
	    fault?: Fault;
	    sample: boolean;
	    locked: boolean;
	    backups: Backup[];
	    vault: string;
	    vault_kind: string;
	    vault_text: string;
	    data_folder: string;
	    version: string;
	    tray_host: boolean;
	}
	export interface SyncState {
	    running: boolean;
	    paused: boolean;
	    resident: boolean;
	    accounts: Progress[];
	}
	export interface Verdict {
	    ok: boolean;
	    state: string;
	    text: string;
	    kind: string;
	    reads: string;
	    link: string;
	}

}

export namespace budget {
	
	export interface Budget {
	    id: string;
	    label: string;
	    scope: string;
	    subject: string;
	    account: string;
	    every: string;
	    start_day: number;
	    limit: money.Amount;
	    levels: number[];
	    created_at: string;
	}
	export interface Draft {
	    label?: string;
	    scope: string;
	    subject: string;
	    account: string;
	    every?: string;
	    start_day?: number;
	    limit?: string;
	    currency?: string;
	    levels: number[];
	}
	export interface State {
	    period: calendar.Span;
	    spent: money.Amount;
	    limit?: money.Amount;
	    left?: money.Amount;
	    level: string;
	    percent: number;
	}

}

export namespace calendar {
	
	export interface Span {
	    start: string;
	    end: string;
	}

}

export namespace channel {
	
	export interface Channel {
	    id: string;
	    kind: string;
	    label: string;
	    on: boolean;
	    email?: email.Config;
	    webhook?: webhook.Config;
	    address: string;
	    has_secret: boolean;
	    problem: string;
	    created_at: string;
	}
	export interface Draft {
	    kind: string;
	    label?: string;
	    on?: boolean;
	    email?: email.Config;
	    webhook?: webhook.Config;
	    password?: string;
	    url?: string;
	    signing?: string;
	    token?: string;
	}
	export interface Saved {
	    channel: Channel;
	    signing: string;
	}

}

export namespace email {
	
	export interface Config {
	    host: string;
	    port: number;
	    security: string;
	    username: string;
	    auth: string;
	    from: string;
	    to: string[];
	}

}

export namespace forecast {
	
	export interface Crossing {
	    day: string;
	    earliest: string;
	    latest: string;
	    crossed: boolean;
	    withheld: string;
	}
	export interface Forecast {
	    period: calendar.Span;
	    currency: string;
	    to_date: money.Amount;
	    amount?: money.Amount;
	    low?: money.Amount;
	    high?: money.Amount;
	    days_left: number;
	    days_used: number;
	    withheld: string;
	}

}

export namespace gateway {
	
	export interface Gap {
	    account: string;
	    model: string;
	    first: string;
	    last: string;
	    unpriced: number;
	    unreported: number;
	    input: number;
	    output: number;
	}
	export interface Guard {
	    stop: boolean;
	    limit?: money.Amount;
	    per_minute: number;
	}
	export interface Setup {
	    account: string;
	    provider: string;
	    label: string;
	    url: string;
	    snippets: provider.Snippet[];
	    free: boolean;
	    needs_key: string;
	    key_link: string;
	    has_call_key: boolean;
	    guard: Guard;
	}
	export interface State {
	    on: boolean;
	    listening: boolean;
	    port: number;
	    problem: string;
	}
	export interface Token {
	    id: string;
	    account: string;
	    label: string;
	    created_at: string;
	    revoked_at?: string | null;
	    last_used_at?: string | null;
	    guard: Guard;
	}
	export interface Usage {
	    account: string;
	    day: string;
	    model: string;
	    tier: string;
	    token: string;
	    requests: number;
	    unreported: number;
	    failed: number;
	    unpriced: number;
	    input: number;
	    cached: number;
	    cache_write_5m: number;
	    cache_write_1h: number;
	    output: number;
	    audio_input: number;
	    audio_output: number;
	    web_searches: number;
	    cost?: money.Amount;
	}

}

export namespace imports {
	
	export interface DayChange {
	    day: string;
	    before: money.Amount[];
	    after: money.Amount[];
	}
	export interface Done {
	    file: string;
	    at: string;
	    from: string;
	    through: string;
	    rows: number;
	    rejected: number;
	    totals: money.Amount[];
	}
	export interface Mapping {
	    delimiter: string;
	    date: string;
	    date_format: string;
	    amount: string;
	    decimal: string;
	    currency: string;
	    default_currency: string;
	    model: string;
	    project: string;
	    key: string;
	    line: string;
	    quantity: string;
	    unit: string;
	    negate: boolean;
	    from: string | null;
	    through: string | null;
	}
	export interface Rejection {
	    line: number;
	    reason: string;
	}
	export interface Preview {
	    columns: string[];
	    sample: string[][];
	    mapping: Mapping;
	    remembered: boolean;
	    missing: string[];
	    rows: number;
	    good: number;
	    outside: number;
	    rejected_count: number;
	    rejected: Rejection[];
	    from: string | null;
	    through: string | null;
	    totals: money.Amount[];
	    credits: money.Amount[];
	    changes: DayChange[];
	    changed_days: number;
	    unchanged: boolean;
	    outranked: boolean;
	    warnings: string[];
	    token: string;
	}
	
	export interface Result {
	    from: string;
	    through: string;
	    rows: number;
	    rejected: number;
	    totals: money.Amount[];
	    change: ledger.Change;
	}

}

export namespace invoice {
	
	export interface Draft {
	    account: string;
	    month: string;
	    amount: string;
	    currency: string;
	    number: string;
	    note: string;
	}
	export interface Invoice {
	    account: string;
	    month: string;
	    amount: money.Amount;
	    number: string;
	    note: string;
	    entered_at: string;
	}

}

export namespace ledger {
	
	export interface Change {
	    added: number;
	    changed: number;
	    removed: number;
	}
	export interface Entry {
	    account: string;
	    day: string;
	    basis: string;
	    item: string;
	    amount: money.Amount;
	    line: string;
	    model: string;
	    project: string;
	    key: string;
	    quantity: string;
	    unit: string;
	}
	export interface Part {
	    account: string;
	    of: string;
	    key: string;
	}
	export interface Sort {
	    by: string;
	    desc: boolean;
	}

}

export namespace lock {
	
	export interface State {
	    set: boolean;
	    idle_minutes: number;
	    wait_seconds: number;
	    meaning: string;
	}

}

export namespace money {
	
	export interface Amount {
	    value: string;
	    currency: string;
	}

}

export namespace notify {
	
	export interface Fact {
	    label: string;
	    value: string;
	}

}

export namespace outlook {
	
	export interface Projection {
	    day: string;
	    amount: money.Amount;
	    low: money.Amount;
	    high: money.Amount;
	    to_date: money.Amount;
	}
	export interface Passed {
	    level: number;
	    on: string;
	}
	export interface Past {
	    state: budget.State;
	    passed: Passed[];
	    settled: boolean;
	    known: boolean;
	}
	export interface History {
	    title: string;
	    periods: Past[];
	    projections: Projection[];
	}
	
	
	
	export interface State {
	    budget: budget.Budget;
	    title: string;
	    of: string;
	    accounts: string[];
	    state: budget.State;
	    passed: Passed[];
	    other: money.Amount[];
	    forecast: forecast.Forecast;
	    crossing: forecast.Crossing;
	    settled: boolean;
	    lacking: string[];
	    gone: boolean;
	}
	export interface Subject {
	    scope: string;
	    subject: string;
	    account: string;
	    label: string;
	}

}

export namespace provider {
	
	export interface Choice {
	    value: string;
	    label: string;
	}
	export interface Field {
	    name: string;
	    label: string;
	    help: string;
	    link: string;
	    secret: boolean;
	    optional: boolean;
	    kind: string;
	    choices?: Choice[];
	}
	export interface KeyKind {
	    name: string;
	    prefix: string;
	    spend: boolean;
	    reads: string;
	    link: string;
	}
	export interface Guess {
	    provider: string;
	    name: string;
	    kind: KeyKind;
	}
	
	export interface Preset {
	    label: string;
	    fields: Record<string, string>;
	    source: string;
	    as_of: string;
	}
	export interface Snippet {
	    name: string;
	    text: string;
	}

}

export namespace rates {
	
	export interface Part {
	    amount: money.Amount;
	    converted?: money.Amount;
	    left?: money.Amount;
	}
	export interface Converted {
	    amount?: money.Amount;
	    parts: Part[];
	    missing: string[];
	    stale: string[];
	    rates_from: string | null;
	}
	export interface Rate {
	    currency: string;
	    quote: string;
	    day: string;
	    rate: string;
	}
	export interface Listing {
	    rates: Rate[];
	    total: number;
	}
	
	export interface Rejected {
	    line: number;
	    reason: string;
	}
	export interface Preview {
	    rates: number;
	    currencies: string[];
	    from: string | null;
	    through: string | null;
	    newest: Rate[];
	    added: number;
	    changed: number;
	    same: number;
	    rejected_count: number;
	    rejected: Rejected[];
	}
	

}

export namespace report {
	
	export interface ActivityItem {
	    entry: ledger.Entry;
	    first_seen: string;
	    last_changed: string;
	    counted: boolean;
	    settled: boolean;
	    label: string;
	    service_id: string;
	    service: string;
	    project: string;
	    key: string;
	}
	export interface ActivityPage {
	    rows: number;
	    sums: money.Amount[];
	    offset: number;
	    items: ActivityItem[];
	    version: number;
	}
	export interface ActivityQuestion {
	    from: string | null;
	    through: string | null;
	    accounts: string[];
	    services: string[];
	    models: string[];
	    projects: ledger.Part[];
	    keys: ledger.Part[];
	    bases: string[];
	    tags: string[];
	    text: string;
	    counted?: boolean;
	    sort: ledger.Sort;
	    offset: number;
	    limit: number;
	}
	export interface Year {
	    days: string[];
	    values: (money.Amount | null)[];
	    settled: boolean[];
	}
	export interface Mover {
	    key: string;
	    account: string;
	    label: string;
	    amount: money.Amount;
	    unread: boolean;
	    before?: money.Amount;
	    change: money.Amount;
	    percent: string;
	}
	export interface Movers {
	    change: money.Amount;
	    top: Mover[];
	    top_sum: money.Amount;
	    rest: money.Amount;
	    rest_count: number;
	}
	export interface Gap {
	    account: string;
	    label: string;
	    state: string;
	    reason: string;
	    from: string | null;
	    through: string | null;
	}
	export interface Shift {
	    amount: money.Amount;
	    percent: string;
	}
	export interface Before {
	    from: string;
	    through: string;
	    totals: money.Amount[];
	    changes: Shift[];
	    gaps: Gap[];
	    at_least: boolean;
	}
	export interface Tokens {
	    input_tokens: number;
	    cached_tokens: number;
	    cache_write_tokens: number;
	    output_tokens: number;
	    requests: number;
	}
	export interface Group {
	    key: string;
	    account: string;
	    label: string;
	    amount: money.Amount;
	    unread: boolean;
	    share: string;
	    before?: money.Amount;
	    change?: money.Amount;
	    change_percent: string;
	    tokens?: Tokens;
	    per_million?: money.Amount;
	    cache_hit: string;
	    untagged: boolean;
	    other: boolean;
	}
	export interface Layer {
	    key: string;
	    account: string;
	    label: string;
	    other: boolean;
	    count: number;
	    values: (money.Amount | null)[];
	}
	export interface Stack {
	    days: string[];
	    settled: boolean[];
	    series: Layer[];
	    totals: (money.Amount | null)[];
	}
	export interface Analytics {
	    today: string;
	    from: string;
	    through: string;
	    by: string;
	    totals: money.Amount[];
	    converted?: rates.Converted;
	    currency: string;
	    currencies: string[];
	    stack: Stack;
	    rows: Group[];
	    before?: Before;
	    movers?: Movers;
	    year: Year;
	    tokens?: Tokens;
	    cache_hit: string;
	    forecast?: forecast.Forecast;
	    projections: outlook.Projection[];
	    bases: string[];
	    settled_through: string | null;
	    gaps: Gap[];
	    at_least: boolean;
	    notes: string[];
	}
	export interface Series {
	    service: string;
	    label: string;
	    values: money.Amount[];
	}
	export interface Bars {
	    days: string[];
	    settled: boolean[];
	    currency: string;
	    series: Series[];
	}
	export interface BasisAmount {
	    basis: string;
	    amount: money.Amount;
	}
	
	export interface Card {
	    account: account.Account;
	    service: string;
	    budget: budget.State;
	    today: money.Amount[];
	    other: money.Amount[];
	    forecast: forecast.Forecast;
	    gap?: Gap;
	}
	export interface Choice {
	    key: string;
	    account: string;
	    label: string;
	}
	export interface Choices {
	    accounts: Choice[];
	    services: Choice[];
	    models: Choice[];
	    projects: Choice[];
	    keys: Choice[];
	    bases: string[];
	    tags: string[];
	    first: string | null;
	    last: string | null;
	}
	export interface Comparison {
	    account: string;
	    label: string;
	    service: string;
	    from: string;
	    to: string;
	    by_basis: BasisAmount[];
	}
	
	
	export interface Reason {
	    code: string;
	    sentence: string;
	}
	export interface InvoiceCheck {
	    account: string;
	    label: string;
	    service: string;
	    invoice: invoice.Invoice;
	    counted?: money.Amount;
	    by_basis: BasisAmount[];
	    other: money.Amount[];
	    difference?: money.Amount;
	    percent: string;
	    match: boolean;
	    reasons: Reason[];
	}
	
	
	
	export interface Slice {
	    key: string;
	    label: string;
	    amount: money.Amount;
	}
	export interface Overview {
	    today: string;
	    month: calendar.Span;
	    month_to_date: money.Amount[];
	    converted?: rates.Converted;
	    today_spend: money.Amount[];
	    yesterday_spend: money.Amount[];
	    limit?: money.Amount;
	    left?: money.Amount;
	    percent: number;
	    level: string;
	    forecasts: forecast.Forecast[];
	    bars: Bars;
	    services: Slice[];
	    models: Slice[];
	    projects: Slice[];
	    accounts: Card[];
	    bases: string[];
	    settled_through: string | null;
	    last_synced?: string | null;
	    gaps: Gap[];
	    at_least: boolean;
	}
	export interface PresetSpan {
	    name: string;
	    from: string;
	    through: string;
	    cycle_day: number;
	}
	export interface Question {
	    from: string;
	    through: string;
	    by: string;
	    compare: boolean;
	    cycle_day: number;
	    currency: string;
	    accounts: string[];
	    services: string[];
	    models: string[];
	    projects: ledger.Part[];
	    keys: ledger.Part[];
	    bases: string[];
	    tags: string[];
	}
	
	
	
	
	
	
	export interface WhyBasis {
	    basis: string;
	    totals: money.Amount[];
	    counted: boolean;
	    sentence: string;
	    settled: boolean;
	    until?: string | null;
	    read_at: string;
	    rows: number;
	    items: ActivityItem[];
	}
	export interface Why {
	    account: string;
	    label: string;
	    service_id: string;
	    service: string;
	    day: string;
	    counted: money.Amount[];
	    sentence: string;
	    bases: WhyBasis[];
	    gap?: Gap;
	    metered?: Comparison;
	    invoices: InvoiceCheck[];
	}
	

}

export namespace settings {
	
	export interface Settings {
	    interval_minutes: number;
	    start_at_login: boolean;
	    keep_in_tray: boolean;
	    theme: string;
	    sync_paused: boolean;
	    gateway: boolean;
	    gateway_port: number;
	    fetch_prices: boolean;
	    quiet_from: string;
	    quiet_until: string;
	    runaway_floor: string;
	    display_currency: string;
	}

}

export namespace tag {
	
	export interface Tag {
	    name: string;
	    parts: ledger.Part[];
	}

}

export namespace tariff {
	
	export interface State {
	    as_of: string;
	    source: string;
	    fetched: boolean;
	    own_file: string;
	    own: number;
	    problem: string;
	}

}

export namespace transfer {
	
	export interface Filter {
	    accounts: string[];
	    services: string[];
	    models: string[];
	    projects: ledger.Part[];
	    keys: ledger.Part[];
	    bases: string[];
	    tags: string[];
	    text: string;
	}

}

export namespace webhook {
	
	export interface Config {
	    shape: string;
	    chat_id: string;
	}

}


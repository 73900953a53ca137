import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { backend, type gateway, type report } from '../../api/backend';
import { formatMoney } from '../../format/money';
import { CopyButton } from '../../ui/copy-button';
import { Panel } from '../../ui/panel';
import { Say } from '../../ui/say';
import { t } from '../../words';
import type { Open } from './gateway-screen';
import { GuardForm } from './guard-form';
import { Snippets } from './snippets';
import { Tokens } from './tokens';

interface Props {
  setup: gateway.Setup;
  card?: report.Card;
  tokens: gateway.Token[];
  /** The account was asked for by name; it is the only one. */
  chosen: boolean;
  only: boolean;
  sample: boolean;
  open: (dialog: Open) => void;
}

/** How the calls of one account pass: its address, its key for calls, its tokens and what stops them. */
export function AccountPanel({ setup, card, tokens, chosen, only, sample, open }: Props) {
  const { account, label, url } = setup;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!chosen) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'start' });
  }, [chosen]);
  const guard = useMutation({ mutationFn: (to: gateway.Guard) => backend.guardAccount(account, to) });
  const service = card && card.service !== label ? card.service : '';
  return (
    <div ref={place} tabIndex={-1} className="gateway-account">
      <Panel title={label} aside={<span className="quiet">{service}</span>}>
        <div className="row">
          <code className="gateway-address">{url}</code>
          <CopyButton text={url} what={t('gateway.account.address', { label })} copy={backend.copy} />
        </div>
        {setup.needs_key ? <CallKey setup={setup} sample={sample} open={open} /> : <p className="quiet">{t('gateway.account.how')}</p>}
        <Tokens label={label} tokens={tokens} currency={card?.budget.limit?.currency ?? 'USD'} limit={limitWords(card)} open={open}>
          <Button size="xs" disabled={sample} aria-label={t('gateway.token.newFor', { label })} onClick={() => open({ kind: 'token', setup })}>
            {t('gateway.token.new')}
          </Button>
        </Tokens>
        <details open={chosen || only}>
          <summary>{t('gateway.account.setUp')}</summary>
          <div className="stack-tight gateway-inside">
            <p className="quiet">
              <Say text={t('gateway.account.place')} parts={{ token: <code>{'{token}'}</code> }} />
            </p>
            <Snippets snippets={setup.snippets} label={label} />
          </div>
        </details>
        <section className="stack-tight" aria-label={t('gateway.guard.of', { label })}>
          <h3>{t('gateway.guard.title')}</h3>
          <GuardForm guard={setup.guard} stop={t('gateway.guard.stop')} limit={limitWords(card)} save={guard} />
        </section>
      </Panel>
    </div>
  );
}

function limitWords(card?: report.Card): string {
  const limit = card?.budget.limit;
  return limit ? t('gateway.guard.limit', { limit: formatMoney(limit) }) : t('gateway.guard.noLimit');
}

/** The key that calls are made with, where the account's own key cannot make any. */
function CallKey({ setup, sample, open }: { setup: gateway.Setup; sample: boolean; open: (dialog: Open) => void }) {
  const { needs_key: kind, has_call_key: stored } = setup;
  const { label } = setup;
  return (
    <div className="row gateway-key">
      <p>
        {stored ? (
          <>
            <strong>{t('gateway.key.stored', { kind })}</strong> <span className="quiet">{t('gateway.key.hidden')}</span>
          </>
        ) : (
          <>
            <strong>{t('gateway.key.lacks', { kind })}</strong> <span className="quiet">{t('gateway.key.lacksWhy')}</span>
          </>
        )}
      </p>
      <div className="row">
        <Button size="xs" variant={stored ? 'default' : 'filled'} disabled={sample} aria-label={stored ? t('gateway.key.replaceOf', { label }) : t('gateway.key.addOf', { label })} onClick={() => open({ kind: 'key', setup })}>
          {stored ? t('gateway.key.replace') : t('gateway.key.add')}
        </Button>
        {stored && (
          <Button size="xs" variant="subtle" color="danger" disabled={sample} aria-label={t('gateway.key.forgetOf', { label })} onClick={() => open({ kind: 'forget', setup })}>
            {t('gateway.key.forget')}
          </Button>
        )}
        {!stored && setup.key_link && (
          <Button size="xs" variant="subtle" onClick={() => void backend.openLink(setup.key_link)}>
            {t('gateway.key.where')}
          </Button>
        )}
      </div>
    </div>
  );
}

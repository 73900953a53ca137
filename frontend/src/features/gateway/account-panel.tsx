import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { backend, type gateway, type report } from '../../api/backend';
import { formatMoney } from '../../format/money';
import { CopyButton } from '../../ui/copy-button';
import { Panel } from '../../ui/panel';
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
          <CopyButton text={url} what={`the address of ${label}`} copy={backend.copy} />
        </div>
        {setup.needs_key ? <CallKey setup={setup} sample={sample} open={open} /> : <p className="quiet">Programs call this address with a token. Outlay puts the account’s key in its place.</p>}
        <Tokens label={label} tokens={tokens} currency={card?.budget.limit?.currency ?? 'USD'} limit={limitWords(card)} open={open}>
          <Button size="xs" disabled={sample} aria-label={`New token for ${label}`} onClick={() => open({ kind: 'token', setup })}>
            New token
          </Button>
        </Tokens>
        <details open={chosen || only}>
          <summary>Set up a program</summary>
          <div className="stack-tight gateway-inside">
            <p className="quiet">
              Put a token in the place of <code>{'{token}'}</code>.
            </p>
            <Snippets snippets={setup.snippets} label={label} />
          </div>
        </details>
        <section className="stack-tight" aria-label={`What stops calls of ${label}`}>
          <h3>What stops calls</h3>
          <GuardForm guard={setup.guard} stop="Stop at 100 % of the monthly limit" limit={limitWords(card)} save={guard} />
        </section>
      </Panel>
    </div>
  );
}

function limitWords(card?: report.Card): string {
  const limit = card?.budget.limit;
  return limit ? `Its limit is ${formatMoney(limit)}. Calls under way still end.` : 'It has no limit yet: set one in Accounts.';
}

/** The key that calls are made with, where the account's own key cannot make any. */
function CallKey({ setup, sample, open }: { setup: gateway.Setup; sample: boolean; open: (dialog: Open) => void }) {
  const { needs_key: kind, has_call_key: stored } = setup;
  const verb = stored ? 'Replace' : 'Add';
  const key = `the key for calls of ${setup.label}`;
  return (
    <div className="row gateway-key">
      <p>
        {stored ? (
          <>
            <strong>{`${kind} for calls: stored.`}</strong> <span className="quiet">It is never shown again.</span>
          </>
        ) : (
          <>
            <strong>{`${kind} for calls: not stored yet.`}</strong> <span className="quiet">The key that reads the bill cannot make calls, so none can pass.</span>
          </>
        )}
      </p>
      <div className="row">
        <Button size="xs" variant={stored ? 'default' : 'filled'} disabled={sample} aria-label={`${verb} ${key}`} onClick={() => open({ kind: 'key', setup })}>
          {verb}
        </Button>
        {stored && (
          <Button size="xs" variant="subtle" color="danger" disabled={sample} aria-label={`Forget ${key}`} onClick={() => open({ kind: 'forget', setup })}>
            Forget
          </Button>
        )}
        {!stored && setup.key_link && (
          <Button size="xs" variant="subtle" onClick={() => void backend.openLink(setup.key_link)}>
            Where to make this key
          </Button>
        )}
      </div>
    </div>
  );
}

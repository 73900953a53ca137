import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { backend, type gateway } from '../../api/backend';
import { formatAgo, formatMoment } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { useNow } from '../../ui/use-now';
import { t } from '../../words';
import type { Open } from './gateway-screen';
import { GuardForm } from './guard-form';

interface Props {
  label: string;
  tokens: gateway.Token[];
  /** In which a limit of one token is typed. */
  currency: string;
  /** What the limit of the account is, in a sentence. */
  limit: string;
  open: (dialog: Open) => void;
  children: ReactNode;
}

/** The tokens of an account by the tool or project that holds each; those that were revoked stand apart. */
export function Tokens({ label, tokens, children, ...rest }: Props) {
  const valid = tokens.filter((token) => !token.revoked_at);
  const revoked = tokens.filter((token) => token.revoked_at);
  return (
    <section className="stack-tight" aria-label={t('gateway.token.of', { label })}>
      <div className="row apart">
        <h3>{t('gateway.token.title')}</h3>
        {children}
      </div>
      {valid.length === 0 && <p className="quiet">{t('gateway.token.none')}</p>}
      {valid.length > 0 && (
        <ul className="gateway-tokens">
          {valid.map((token) => (
            <Row key={token.id} token={token} {...rest} />
          ))}
        </ul>
      )}
      {revoked.length > 0 && (
        <details>
          <summary>{t('gateway.token.revoked', { count: revoked.length, n: formatCount(revoked.length) })}</summary>
          <ul className="gateway-tokens gateway-inside">
            {revoked.map((token) => (
              <li key={token.id} className="gateway-token" aria-label={token.label}>
                <span className="cut" title={token.label}>
                  {token.label}
                </span>
                <Dates token={token} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Row({ token, currency, limit, open }: { token: gateway.Token; currency: string; limit: string; open: (dialog: Open) => void }) {
  const guard = useMutation({ mutationFn: (to: gateway.Guard) => backend.guardToken(token.id, to) });
  return (
    <li className="gateway-token" aria-label={token.label}>
      <div className="row apart gateway-token-head">
        <strong className="cut" title={token.label}>
          {token.label}
        </strong>
        <Button size="xs" variant="subtle" color="danger" aria-label={t('gateway.token.revokeOf', { name: token.label })} onClick={() => open({ kind: 'revoke', token })}>
          {t('gateway.token.revoke')}
        </Button>
      </div>
      <Dates token={token} />
      <details>
        <summary>
          {t('gateway.token.more')}<span className="spoken-only">{t('gateway.token.moreOf', { name: token.label })}</span>
        </summary>
        <div className="gateway-inside">
          <GuardForm guard={token.guard} stop={t('gateway.guard.stopToken')} limit={limit} currency={currency} save={guard} />
        </div>
      </details>
    </li>
  );
}

function Dates({ token }: { token: gateway.Token }) {
  const now = useNow();
  const words = [
    t('gateway.token.made', { when: formatMoment(token.created_at) }),
    token.last_used_at ? t('gateway.token.used', { ago: formatAgo(token.last_used_at, now) }) : t('gateway.token.unused'),
    token.revoked_at && t('gateway.token.revokedAt', { when: formatMoment(token.revoked_at) }),
  ];
  return <span className="quiet">{words.filter(Boolean).join(' · ')}</span>;
}

import type { bind } from '../../api/backend';
import { t } from '../../words';

/** What Outlay will know of a service and what nobody can, said before anything is stored. */
export function WhatItTells({ service }: { service: bind.Provider }) {
  return (
    <dl className="tells">
      <div>
        <dt>{t('accounts.tells.reads')}</dt>
        <dd>{service.reads}</dd>
      </div>
      {service.limits.length > 0 && (
        <div>
          <dt>{t('accounts.tells.limits')}</dt>
          <dd>
            <ul>
              {service.limits.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}

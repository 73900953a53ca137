import { Button } from '@mantine/core';
import { t } from '../words';
import './unknown-spend.css';

/** What can be done where a vendor tells no spend; a way that leads nowhere is not offered. */
export interface Ways {
  importInto?: () => void;
  route?: () => void;
}

/** Stands where a vendor tells no spend: it is unknown, which is not $0. */
export function UnknownSpend({ title, reason, importInto, route }: Ways & { title: string; reason: string }) {
  return (
    <div role="group" className="unknown-spend" aria-label={title}>
      <p className="quiet">{reason}</p>
      <div className="row">
        {importInto && (
          <Button size="xs" onClick={importInto}>
            {t('ui.unknown.import')}
          </Button>
        )}
        {route && (
          <Button size="xs" variant="default" onClick={route}>
            {t('ui.unknown.route')}
          </Button>
        )}
      </div>
    </div>
  );
}

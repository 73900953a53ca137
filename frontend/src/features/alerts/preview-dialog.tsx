import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { alert } from '../../api/backend';
import { queries } from '../../api/queries';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** What a channel sends for an alert. Its HTML is shown as the text it is, and never as a page. */
export function PreviewDialog({ alert: a, delivery, close }: { alert: alert.Alert; delivery: alert.Delivery; close: () => void }) {
  const preview = useQuery(queries.preview(a.id, delivery.channel));
  return (
    <Dialog title={t('alerts.preview.title', { name: delivery.name })} size="lg" close={close}>
      <div className="stack">
        {preview.isPending && <p role="status">{t('alerts.preview.asking')}</p>}
        {preview.error && <Notice tone="reached">{preview.error.message}</Notice>}
        {preview.data && <Shown preview={preview.data} />}
      </div>
    </Dialog>
  );
}

function Shown({ preview: { subject, text, html } }: { preview: alert.Preview }) {
  return (
    <>
      {subject && (
        <dl className="alert-facts">
          <div>
            <dt>{t('alerts.preview.subject')}</dt>
            <dd>{subject}</dd>
          </div>
        </dl>
      )}
      {html ? (
        <Tabs defaultValue="text" keepMounted={false}>
          <Tabs.List aria-label={t('alerts.preview.parts')}>
            <Tabs.Tab value="text">{t('alerts.preview.text')}</Tabs.Tab>
            <Tabs.Tab value="html">{t('alerts.preview.html')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="text">
            <Source label={t('alerts.preview.text')} text={text} />
          </Tabs.Panel>
          <Tabs.Panel value="html">
            <Source label={t('alerts.preview.html')} text={html} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Source label={t('alerts.preview.text')} text={text} />
      )}
    </>
  );
}

function Source({ label, text }: { label: string; text: string }) {
  return (
    // What is longer than its box must be reachable by keyboard to be scrolled by it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="alert-source" tabIndex={0} aria-label={label}>
      {text}
    </pre>
  );
}

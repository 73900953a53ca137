import { Tabs } from '@mantine/core';
import { backend, type provider } from '../../api/backend';
import { CopyButton } from '../../ui/copy-button';
import { t } from '../../words';

/** How tools are told to call through the gateway; without a token, its place is left open. */
export function Snippets({ snippets, label, token }: { snippets: provider.Snippet[]; label: string; token?: string }) {
  if (snippets.length === 0) return null;
  return (
    <Tabs defaultValue="0" keepMounted={false}>
      <Tabs.List aria-label={t('gateway.snippets.tools', { label })}>
        {snippets.map(({ name }, i) => (
          <Tabs.Tab key={name} value={String(i)}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ name, text }, i) => {
        const filled = token ? text.replaceAll('{token}', token) : text;
        return (
          <Tabs.Panel key={name} value={String(i)}>
            <div className="stack-tight gateway-inside">
              {/* What is wider than the page must be reachable by keyboard to be scrolled by it. */}
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <pre className="gateway-code" tabIndex={0} aria-label={name}>
                {filled}
              </pre>
              <div className="row">
                <CopyButton text={filled} what={t('gateway.snippets.lines', { name })} copy={backend.copy} />
              </div>
            </div>
          </Tabs.Panel>
        );
      })}
    </Tabs>
  );
}

import type { bind } from '../../api/backend';

/** What Outlay will know of a service and what nobody can, said before anything is stored. */
export function WhatItTells({ service }: { service: bind.Provider }) {
  return (
    <dl className="tells">
      <div>
        <dt>What is read</dt>
        <dd>{service.reads}</dd>
      </div>
      {service.limits.length > 0 && (
        <div>
          <dt>What cannot be known</dt>
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

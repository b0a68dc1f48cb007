import { type ReactNode, useEffect } from 'react';

/** The one `h1` of a page, also in the window's title; `actions` stand beside it. */
export const PageHead = ({
  title,
  help,
  actions,
}: {
  readonly title: string;
  readonly help?: string;
  readonly actions?: ReactNode;
}) => {
  useEffect(() => {
    document.title = `${title} · Wurao 勿扰`;
  }, [title]);
  return (
    <div className="page-head row apart">
      <div>
        <h1>{title}</h1>
        {help === undefined ? null : <p>{help}</p>}
      </div>
      {actions === undefined ? null : <div className="row no-print">{actions}</div>}
    </div>
  );
};

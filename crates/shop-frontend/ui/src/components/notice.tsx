import { useId, type ReactNode } from 'react';

interface Props {
  title: string;
  body: string;
  children?: ReactNode;
}

/** Something to know that is no failure of a call. */
export function Notice({ title, body, children }: Props) {
  const titleId = useId();
  return (
    <section className="notice" role="status" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <p>{body}</p>
      {children && <div className="actions">{children}</div>}
    </section>
  );
}

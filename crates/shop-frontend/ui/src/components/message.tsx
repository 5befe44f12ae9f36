import type { ReactNode } from 'react';

interface Props {
  title: string;
  body: string;
  /** 1 where these words are the whole page. */
  level?: 1 | 2;
  children?: ReactNode;
}

/** An empty state or a missing page: calm words and a way on. */
export function Message({ title, body, level = 2, children }: Props) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="message">
      <Heading>{title}</Heading>
      <p>{body}</p>
      {children && <div className="actions">{children}</div>}
    </div>
  );
}

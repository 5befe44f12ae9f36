import { useState } from 'react';
import { imageOf } from '../api/shop';
import { PictureIcon } from './icons';

interface Props {
  productId: string;
  /** The product's version, where it is known: a new picture is then seen at once. */
  version?: number;
  /** Empty where the product's name stands beside the picture. */
  alt: string;
  /** The first picture that the customer sees should not wait. */
  eager?: boolean;
}

/** A product's picture, or a quiet placeholder: a shop without its pictures can still sell. */
export function Picture({ productId, version, alt, eager = false }: Props) {
  const source = imageOf(productId, version);
  const [failed, setFailed] = useState<string | null>(null);
  if (failed === source) {
    return (
      <div
        className="picture picture-missing"
        role={alt ? 'img' : undefined}
        aria-label={alt || undefined}
      >
        <PictureIcon />
      </div>
    );
  }
  return (
    <div className="picture">
      <img
        src={source}
        alt={alt}
        width={480}
        height={480}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        onError={() => setFailed(source)}
      />
    </div>
  );
}

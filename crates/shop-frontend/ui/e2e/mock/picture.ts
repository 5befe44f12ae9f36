const GROUNDS: Record<string, [string, string, string]> = {
  kitchen: ['#f3dfc9', '#c4623a', '#7c3a20'],
  home: ['#e4e0ee', '#6d5c9c', '#3f3466'],
  stationery: ['#f6ecc8', '#c89a1e', '#6b5010'],
  outdoor: ['#d5e6ea', '#33778a', '#1c4854'],
  audio: ['#e3e4e6', '#4a5560', '#262d34'],
  garden: ['#dcebd6', '#4d8a45', '#2b5526'],
};

/** A flat picture that differs by product, as small as a mock needs. */
export function picture(category: string, index: number): string {
  const [ground, middle, dark] = GROUNDS[category] ?? ['#eee', '#999', '#555'];
  const lean = (index % 5) * 14;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" width="480" height="480">
<rect width="480" height="480" fill="${ground}"/>
<ellipse cx="240" cy="382" rx="150" ry="22" fill="${dark}" opacity=".14"/>
<rect x="${130 + lean}" y="${150 - lean / 2}" width="${190 - lean}" height="${230 + lean / 2}" rx="${24 + lean}" fill="${middle}"/>
<rect x="${130 + lean}" y="${220 + lean}" width="${190 - lean}" height="46" fill="${dark}" opacity=".55"/>
<circle cx="${300 - lean}" cy="150" r="${34 + lean / 3}" fill="${dark}"/></svg>`;
}

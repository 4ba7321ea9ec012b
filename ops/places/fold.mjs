// Names for comparing, as flows/knowledge/place_name.cc folds them: what is done here need not be done at each start of the
// gateway. Letters that no decomposition takes apart are named.
const letters = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ŋ: 'n', œ: 'oe', æ: 'ae', ß: 'ss', þ: 'th', ə: 'e', ɛ: 'e', ɔ: 'o', ɗ: 'd', ɓ: 'b', ƙ: 'k', ƴ: 'y' };

export const isAscii = (text) => /^[\x20-\x7e]*$/.test(text);

export function fold(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x00-\x7f]/gu, (c) => letters[c] ?? c)
    .replace(/[ʻʼʾʿ'’‘`´]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

// What kind of area it is says nothing about which one.
const kinds = new Set(
  ('region province county state district department governorate prefecture territory municipality commune parish ' +
    'oblast krai kray raion rayon emirate division municipal metropolitan autonomous republic regional national capital city area council ' +
    'sub subcounty muhafazat mohafazat wilaya wilayat gouvernorat departement provincia estado distrito departamento voivodeship ' +
    'canton zone special administrative woreda upazila zila tehsil taluk island islands of the and de la del du des et al el ' +
    'ar as ash at ad adh an az')
    .split(' '),
);

// The words that tell it from others; all of them where nothing else is left.
export function core(text) {
  const words = fold(text.replace(/\(.*?\)/g, ' ')).split(' ');
  const rest = words.filter((word) => !kinds.has(word));
  return (rest.length > 0 ? rest : words).join('');
}

// As people say it: without the kind of area behind or before it.
export function plain(text) {
  const name = text.replace(/\s*[([].*?[)\]]/g, '').replace(/\s+/g, ' ').trim();
  const short = name
    .replace(/ (Sub-?County|District|County|Province|Region|Governorate|Municipality|Division|Department|Prefecture|Oblast|Wilaya|Emirate|State)$/i, '')
    .replace(/^(District|Province|Region|Departement|Département|Municipality|Governorate|County|State|Emirate) (of |de la |de |du |d')/i, '');
  return short || name;
}

// Edits between two words, `most` + 1 where there are more.
export function edits(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return Math.min(row[b.length], most + 1);
}

// Consonants only, those that scripts and ears confuse as one.
export const sound = (word) =>
  word
    .replace(/^[aeiou]+/, '')
    .replace(/ph/g, 'f').replace(/[ckq]h?/g, 'k').replace(/sh|ch|[zx]/g, 's').replace(/[bpv]/g, 'b').replace(/j|gh?/g, 'g').replace(/[aeiouyhw]/g, '')
    .replace(/(.)\1+/g, '$1');

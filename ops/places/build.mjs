// build.mjs CONFIG OUT [KE,UG,…]: writes the gazetteer that flows/knowledge/places.cc reads; its header says what it is made of.
// All countries, their areas of the first and second level, and the towns of the countries named (none: of all).
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { core, fold, isAscii, plain } from './fold.mjs';
import { isoAreas, matchRegions } from './regions.mjs';
import { credits, readGeoNames, readIso, translations } from './sources.mjs';

const languages = ['ar', 'fr', 'hi', 'sw', 'es', 'pt', 'bn', 'ne', 'fil', 'vi', 'uk', 'am', 'ha'];
const floors = { PPLC: 100000, PPLA: 30000, PPLA2: 5000 }; // where nobody counted the people
const twinKm = 60;

const [, , configFile, out, only] = process.argv;
const config = JSON.parse(readFileSync(configFile, 'utf8').replace(/^\s*\/\/.*$/gm, ''));
const wanted = only ? new Set(only.toUpperCase().split(',')) : null;
const iso = readIso();
const geo = readGeoNames();
const unknown = [...(wanted ?? [])].filter((code) => !iso.countries.some((one) => one.alpha_2 === code));
if (unknown.length > 0) {
  console.error(`no such country: ${unknown.join(', ')}`);
  process.exit(2);
}
// Cyrillic can be read without help, but for Ukraine's own: "Львівська область" is not what people say.
const catalogs = ['ar', 'hi', 'bn', 'am', 'ne', 'fr', 'es', 'pt', 'uk'].map((language) => [language, translations(language, 'iso_3166-2')]);
const areaWords = (country, name) =>
  catalogs.filter(([language]) => language !== 'uk' || country === 'UA').map(([, words]) => words.get(name)).filter(Boolean).map(plain);
const inLanguages = languages.map((language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }));

const unique = (names) => [...new Set(names.filter((name) => name && !/[|\n]/.test(name)))];
const by = (rows, key) => Map.groupBy ? Map.groupBy(rows, key) : rows.reduce((map, row) => map.set(key(row), [...(map.get(key(row)) ?? []), row]), new Map());
const km = (a, b) => {
  const [x, y] = [a, b].map((one) => one.loc.coordinates);
  return Math.hypot((x[0] - y[0]) * Math.cos((x[1] * Math.PI) / 180), x[1] - y[1]) * 111;
};

// A town's people: two figures are enough to rank by.
const people = (town) => Number(Math.max(town.population, floors[town.featureCode] ?? 1000).toPrecision(2));

// Of the same name just across a border: which one is meant cannot be known.
function twins(towns) {
  const found = new Set();
  for (const same of by(towns, (town) => fold(town.name)).values())
    for (const a of same) if (same.some((b) => b.country !== a.country && km(a, b) < twinKm)) found.add(a);
  return found;
}

// "Benin City" is called Benin.
const withoutKind = (name) => (/ (City|Town)$/.test(name) ? name.replace(/ \w+$/, '') : '');

const line = (name, region, size, flags, also) => [name, region, size, flags, isAscii(name) ? '' : fold(name), ...unique(also)].join('|');

function regionsOf(country, areas, first) {
  const match = matchRegions(country, first, areas, config.codes[country] ?? {});
  const regions = new Map();
  const add = (key, names) => regions.set(key, unique([...(regions.get(key) ?? []), ...names]));
  for (const area of [...areas.first.values(), ...areas.second.filter((one) => [...match.values()].includes(one.code))])
    add(area.code.slice(3), [plain(area.name), ...areaWords(country, area.name), ...(config.also[area.code]?.[''] ?? [])]);
  for (const one of first) add(match.get(one.code)?.slice(3) ?? `~${one.code.slice(3)}`, [plain(one.name)]);
  const keyOf = (code) => match.get(code)?.slice(3) ?? (first.some((one) => one.code === code) ? `~${code.slice(3)}` : '');
  return { regions, keyOf };
}

// Second level: ISO's own, then GeoNames' that neither a town nor one of those is called.
function districtsOf(country, areas, regions, keyOf, second, towns) {
  const lines = [];
  const known = new Set(towns.map((town) => `${keyOf(`${country}.${town.adminCode}`)}/${core(town.name)}`));
  for (const area of areas.second)
    if (!regions.has(area.code.slice(3)))
      lines.push(line(plain(area.name), area.parent.slice(3), 20000, `d${area.code.slice(3)}`, areaWords(country, area.name)));
  for (const area of areas.second) known.add(`${area.parent.slice(3)}/${core(area.name)}`);
  for (const one of second) {
    const key = keyOf(one.code.split('.').slice(0, 2).join('.'));
    const id = `${key}/${core(one.name)}`;
    if (known.has(id) || /[|\n]/.test(one.name)) continue;
    known.add(id);
    lines.push(line(plain(one.name), key, 20000, 'd', []));
  }
  return lines;
}

function countryOf(one, rows) {
  const country = one.alpha_2;
  const areas = isoAreas(iso.areas, country);
  const { regions, keyOf } = regionsOf(country, areas, rows.first);
  const also = new Map(Object.entries(config.also[country] ?? {}));
  const moved = new Map(Object.entries(config.areas[country] ?? {}));
  const towns = rows.towns.map((town) =>
    line(town.name, moved.get(town.name) ?? keyOf(`${country}.${town.adminCode}`), people(town), rows.twins.has(town) ? 'tx' : 't',
      [...(also.get(town.name) ?? []), withoutKind(town.name)]));
  const names = [one.common_name ?? one.name, one.name, one.official_name, new Intl.DisplayNames(['en'], { type: 'region' }).of(country)];
  return {
    code: country,
    names: unique([...names.map((name) => name && plain(name)), ...inLanguages.map((names) => names.of(country)), ...(config.countries[country] ?? [])]),
    regions: [...regions].map(([key, names]) => [key, ...names]),
    places: [...districtsOf(country, areas, regions, keyOf, rows.second, rows.towns), ...towns].join('\n'),
  };
}

const inCountry = { first: by(geo.first, (row) => row.code.slice(0, 2)), second: by(geo.second, (row) => row.code.slice(0, 2)), towns: by(geo.towns, (row) => row.country) };
const twin = twins(geo.towns);
const countries = iso.countries.map((one) => {
  const there = !wanted || wanted.has(one.alpha_2);
  const of = (rows) => rows.get(one.alpha_2) ?? [];
  return countryOf(one, { first: of(inCountry.first), second: there ? of(inCountry.second) : [], towns: there ? of(inCountry.towns) : [], twins: twin });
});
const document = { source: 'places', as_of: new Date().toISOString().slice(0, 10), licence: credits(), words: config.words, countries };
writeFileSync(`${out}.new`, JSON.stringify(document));
renameSync(`${out}.new`, out);
const lines = countries.flatMap((one) => one.places.split('\n').filter(Boolean));
const coded = lines.filter((row) => row.split('|')[1] && !row.split('|')[1].startsWith('~')).length;
console.log(JSON.stringify({ countries: countries.length, places: lines.length, with_iso_3166_2: coded, licence: document.licence }));

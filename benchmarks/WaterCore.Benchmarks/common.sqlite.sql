-- The same work in SQLite: whole numbers, a primary-key join for the fee, the table of bills made anew.
CREATE TEMP TABLE bills AS
SELECT water, sewage, meter, water + sewage + meter AS total
FROM (
    SELECT (207 * usage + 200 * max(0, usage - 15000 - extra) + 200 * max(0, usage - 22000 - extra) + 500) / 1000 AS water,
           (153 * usage + 500) / 1000 AS sewage,
           fee AS meter
    FROM (SELECT usage, 3000 * max(0, persons - 4) AS extra, meter FROM by_month) JOIN fees USING (meter)
    UNION ALL
    SELECT (207 * usage + 200 * (max(0, year_to_date + usage - 180000 - extra) - max(0, year_to_date - 180000 - extra))
                        + 200 * (max(0, year_to_date + usage - 260000 - extra) - max(0, year_to_date - 260000 - extra)) + 500) / 1000,
           (153 * usage + 500) / 1000,
           fee
    FROM (SELECT usage, year_to_date, 36000 * max(0, persons - 4) AS extra, meter FROM by_year) JOIN fees USING (meter)
);

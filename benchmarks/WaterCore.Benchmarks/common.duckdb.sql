-- The same work in DuckDB, one thread: a table of bills from two tables of accounts, one per class, so that no row asks which it is.
-- Whole numbers throughout: thousandths of a cubic metre, fen. The price of a block is the sum of the steps of price above each bound.
-- SELECT greatest(0, persons - 4) stands in a subquery so that it is worked out once.
CREATE OR REPLACE TEMP TABLE bills AS
SELECT water, sewage, meter, water + sewage + meter AS total
FROM (
    SELECT (207 * usage + 200 * greatest(0, usage - 15000 - extra) + 200 * greatest(0, usage - 22000 - extra) + 500) // 1000 AS water,
           (153 * usage + 500) // 1000 AS sewage,
           fee AS meter
    FROM (SELECT usage, 3000 * greatest(0, persons::INTEGER - 4) AS extra, meter FROM by_month) JOIN fees USING (meter)
    UNION ALL
    SELECT (207 * usage + 200 * (greatest(0, year_to_date + usage - 180000 - extra) - greatest(0, year_to_date - 180000 - extra))
                        + 200 * (greatest(0, year_to_date + usage - 260000 - extra) - greatest(0, year_to_date - 260000 - extra)) + 500) // 1000,
           (153 * usage + 500) // 1000,
           fee
    FROM (SELECT usage, year_to_date, 36000 * greatest(0, persons::INTEGER - 4) AS extra, meter FROM by_year) JOIN fees USING (meter)
);

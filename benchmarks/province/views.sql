-- The made-up province. $$names are filled in by tables.py. Every draw is a hash of the seed, the row's number and the draw's own.
CREATE MACRO draw(i, what) AS (hash(i, what, $seed) / 18446744073709551616.0);
CREATE MACRO one_of(i, what, choice) AS list_extract(choice, 1 + CAST(floor(draw(i, what) * len(choice)) AS INTEGER));
CREATE MACRO normal(i, what) AS
    sqrt(-2 * ln(greatest(draw(i, what), 1e-12))) * cos(2 * pi() * draw(i, what + 1));
CREATE MACRO digit(n) AS substr('0123456789abcdefghijklmnopqrstuvwxyz', CAST(n % 36 AS INTEGER) + 1, 1);
CREATE MACRO label(n) AS digit(n // 46656) || digit(n // 1296) || digit(n // 36) || digit(n);

-- Units in the order of their places. z is how large one is, in deviations of its trade: much hangs on it.
CREATE VIEW drawn AS
SELECT
    i, path, territory_id, number, first, joint_first, joint_count, substr(code, 1, 6) AS county,
    draw(i, 1) AS kind, one_of(i, 2, $picked) AS trade,
    normal(i, 3) AS z, draw(i, 5) AS status, draw(i, 6) AS organised, draw(i, 7) AS formed, draw(i, 8) AS unknown
FROM (SELECT *, unnest(range(first, last)) AS i FROM places WHERE last > first);

CREATE VIEW sized AS
SELECT
    *,
    CASE
        WHEN kind < 0.920 THEN 'enterprise' WHEN kind < 0.950 THEN 'individual' WHEN kind < 0.970 THEN 'association'
        WHEN kind < 0.980 THEN 'federation_branch' WHEN kind < 0.986 THEN 'social_group'
        WHEN kind < 0.990 THEN 'private_non_enterprise' WHEN kind < 0.992 THEN 'law_firm' ELSE ''
    END AS org_kind,
    greatest(1, CAST(round(list_extract($people, trade) * exp(-1.4 + 1.25 * z)) AS INTEGER)) AS people,
    CASE
        WHEN organised < least(0.98, greatest(0.02, $covered + 0.12 * z)) THEN true
        WHEN organised > 0.985 THEN NULL ELSE false
    END AS has_org
FROM drawn;

CREATE VIEW formed AS
SELECT
    *,
    CASE
        WHEN has_org IS NOT true THEN '' WHEN formed < 0.75 THEN 'own' WHEN formed < 0.95 THEN 'joint'
        WHEN formed < 0.97 THEN 'grid' WHEN formed < 0.985 THEN 'industry' ELSE 'hosted'
    END AS form,
    round(people * list_extract($heads, trade) * exp(-0.1 + 0.5 * normal(i, 9)), 1) AS income
FROM sized;

-- Members of a branch: few have many. A unit in a joint branch has a fifth of its members.
CREATE VIEW joined AS
SELECT
    *,
    CASE
        WHEN form = 'own' AND $members > 0
            THEN greatest(3, least(200, CAST(round($members * exp(-0.18 + 0.6 * normal(i, 11))) AS INTEGER)))
        WHEN has_org AND $members > 0
            THEN greatest(1, least(60, CAST(round($members / 5.0 * exp(-0.18 + 0.6 * normal(i, 11))) AS INTEGER)))
        ELSE 0
    END AS enrolled,
    CASE
        WHEN has_org IS NOT true THEN NULL WHEN form = 'own' THEN $own + i
        ELSE joint_first + CAST(floor(draw(i, 13) * joint_count) AS INTEGER)
    END AS organisation_id
FROM formed;

-- Attributes of census.Unit. An unknown value is NULL or ''.
CREATE VIEW units AS
SELECT
    *,
    first17 || substr('$alphabet', CAST((31 - ($check) % 31) % 31 AS INTEGER) + 1, 1) AS uscc
FROM (
    SELECT
        i + 1 AS id, territory_id, path, organisation_id, org_kind, form, has_org,
        CASE org_kind WHEN 'enterprise' THEN '91' WHEN 'individual' THEN '92' WHEN 'association' THEN '51' ELSE '52' END
            || county || lpad(CAST(i AS VARCHAR), 9, '0') AS first17,
        one_of(i, 20, $brands) || one_of(i, 21, $brands)
            || CASE WHEN org_kind = 'association' THEN one_of(i, 22, $associations) || '商会'
               ELSE list_extract($cores, trade) || one_of(i, 23, $endings) END AS name,
        CASE WHEN org_kind = 'enterprise' THEN 'private' ELSE '' END AS ownership_type,
        CASE WHEN org_kind IN ('enterprise', 'individual') AND draw(i, 24) > 0.02 THEN list_extract($codes, trade) ELSE '' END
            AS industry_code,
        CASE
            WHEN status < 0.945 THEN 'normal' WHEN status < 0.970 THEN 'suspended' WHEN status < 0.982 THEN 'dormant'
            WHEN status < 0.990 THEN 'deregistered' ELSE ''
        END AS reg_status,
        CASE WHEN draw(i, 25) < 0.15 THEN 'difficult' WHEN draw(i, 25) < 0.6 THEN 'fair' WHEN draw(i, 25) < 0.95 THEN 'good'
            ELSE '' END AS condition,
        CASE WHEN draw(i, 26) < 0.22 THEN 'park' WHEN draw(i, 26) < 0.37 THEN 'building' WHEN draw(i, 26) < 0.95 THEN 'other'
            ELSE '' END AS located_in,
        CASE WHEN draw(i, 27) < 0.96 THEN income END AS revenue,
        CASE WHEN draw(i, 28) < 0.98 THEN people END AS employees,
        CASE WHEN draw(i, 27) < 0.96 THEN income > 2000 AND people > 20 END AS above_scale,
        CASE
            WHEN org_kind <> 'enterprise' OR unknown < 0.02 THEN '' WHEN people >= 1000 AND income >= 40000 THEN 'large'
            WHEN people >= 300 AND income >= 2000 THEN 'medium' WHEN people >= 20 AND income >= 300 THEN 'small' ELSE 'micro'
        END AS size_class,
        one_of(i, 29, $surnames) || one_of(i, 30, $given) || one_of(i, 31, $given) AS owner_name,
        CASE
            WHEN draw(i, 32) < 0.02 THEN NULL WHEN has_org THEN enrolled - CAST(floor(enrolled * 0.06) AS INTEGER)
            WHEN draw(i, 33) < 0.07 THEN 3 + CAST(floor(draw(i, 34) * 5) AS INTEGER)
            ELSE CAST(floor(draw(i, 34) * 3) AS INTEGER)
        END AS members_formal,
        CASE WHEN has_org THEN CAST(floor(enrolled * 0.06) AS INTEGER) END AS members_probation,
        CASE WHEN draw(i, 35) < 0.9 THEN CAST(floor(draw(i, 36) * 4) AS INTEGER) END AS members_out,
        CASE WHEN has_org IS false THEN 'few_members' ELSE '' END AS no_org_reason,
        CASE WHEN draw(i, 37) < 0.3 THEN true WHEN draw(i, 37) < 0.95 THEN false END AS instructor,
        CASE WHEN draw(i, 38) < 0.5 THEN true WHEN draw(i, 38) < 0.95 THEN false END AS "union",
        CASE WHEN draw(i, 39) < 0.1 THEN true WHEN draw(i, 39) < 0.90 THEN false END AS league
    FROM joined
);

-- Attributes of coverage.UnitCoverage, as coverage/rules/facts.py derives them (a test holds the two together).
CREATE VIEW coverage AS
SELECT
    * EXCLUDE (known),
    CASE
        WHEN population = '' OR full_members IS NULL THEN NULL
        WHEN full_members + known >= (CASE population $thresholds END) THEN true
        WHEN known_only THEN NULL ELSE false
    END AS qualifies
FROM (
    SELECT
        *,
        CASE WHEN population IN $unmoved THEN coalesce(members_out, 0) ELSE 0 END AS known,
        population IN $unmoved AND members_out IS NULL AS known_only
    FROM (
        SELECT
            id AS unit_id, path, $populations AS population,
            CASE WHEN reg_status <> '' THEN reg_status = 'normal' END AS operating,
            members_formal AS full_members, members_out,
            CASE WHEN members_formal IS NULL THEN '' ELSE 'declared' END AS basis,
            has_org AS covered,
            CASE WHEN has_org THEN form = 'own' ELSE has_org END AS solo,
            CASE WHEN has_org THEN form <> 'own' ELSE has_org END AS joint,
            CASE WHEN has_org OR instructor OR "union" OR league THEN true
                WHEN has_org IS NULL OR instructor IS NULL OR "union" IS NULL OR league IS NULL THEN NULL ELSE false
            END AS work_covered,
            above_scale, org_kind, substr(industry_code, 1, 1) AS section, size_class, condition, located_in
        FROM units
    )
);

-- Attributes of organisations.PartyOrganisation: a committee in each place, joint branches in townships, branches of one unit.
CREATE VIEW committees AS
WITH RECURSIVE line AS (
    SELECT number, CAST(NULL AS BIGINT) AS superior_id, territory_id, path AS place, name, '0000' AS path FROM places WHERE parent = 0
    UNION ALL
    SELECT p.number, line.number, p.territory_id, p.path, p.name, line.path || label(p.number)
    FROM places p JOIN line ON p.parent = line.number
)
SELECT * FROM line;
CREATE VIEW organisations AS
SELECT number AS id, superior_id, territory_id, place, '中共' || name || '非公有制企业和社会组织工作委员会' AS name,
    'committee' AS level, path, '' AS founded, '' AS last_election, CAST(NULL AS DATE) AS election_due, '' AS secretary
FROM committees
UNION ALL
SELECT joint_first + n, p.number, p.territory_id, p.path, p.name || '第' || (n + 1) || '联合党支部', 'joint_branch',
    c.path || 'j' || substr(label(n), 2), '2019-06', '2024-06', DATE '2027-06-01', ''
FROM (SELECT *, unnest(range(0, joint_count)) AS n FROM places WHERE last > first) p JOIN committees c USING (number)
UNION ALL
SELECT u.organisation_id, p.number, u.territory_id, u.path, u.name || '党支部', 'branch',
    c.path || label(46656 * 20 + u.id - p.first), '2015-07', '202' || (4 + u.id % 3) || '-01',
    make_date(2027 + u.id % 3, 1, 1), u.owner_name
FROM units u JOIN places p USING (territory_id) JOIN committees c USING (number)
WHERE u.form = 'own';

-- Attributes of organisations.OrganisationLink: each has stood under its superior from the first day.
CREATE VIEW links AS SELECT id AS organisation_id, superior_id FROM organisations;

-- Attributes of census.Member. The first of a branch of one unit is its secretary.
CREATE VIEW members AS
SELECT
    m AS id, CASE WHEN female < 0.28 THEN 'female' ELSE 'male' END AS gender,
    one_of(m, 50, $surnames) || one_of(m, 51, $given) || CASE WHEN draw(m, 52) < 0.8 THEN one_of(m, 53, $given) ELSE '' END AS name,
    CAST(born AS VARCHAR) || '-' || lpad(CAST(1 + m % 12 AS VARCHAR), 2, '0') AS birth_date,
    one_of(m, 55, ['bachelor', 'college', 'college', 'senior_high', 'junior_high', 'master']) AS education,
    CASE WHEN k < enrolled - floor(enrolled * 0.06) THEN 'full' ELSE 'probationary' END AS category,
    CAST(least(2025, born + 19 + CAST(floor(draw(m, 56) * 15) AS INTEGER)) AS VARCHAR) || '-07' AS joined_on,
    organisation_id AS branch_id, i + 1 AS unit_id, path AS place,
    CASE WHEN draw(m, 57) < 0.9 THEN 'here' WHEN draw(m, 57) < 0.95 THEN 'not_transferred' ELSE 'elsewhere' END AS relation,
    one_of(m, 58, ['none', 'none', 'none', 'none', 'in', 'out']) AS mobile_status,
    one_of(m, 59, ['front_line', 'front_line', 'technical', 'manager', 'other', 'retired']) AS post,
    CASE WHEN k = 0 AND form = 'own' THEN 'secretary' ELSE 'none' END AS position,
    CASE WHEN draw(m, 60) < 0.985 THEN 'normal' ELSE '' END AS standing,
    CASE WHEN draw(m, 61) < 0.01 THEN true WHEN draw(m, 61) < 0.9 THEN false END AS out_of_contact,
    CAST(NULL AS DATE) AS closed_on
FROM (
    SELECT *, i * 256 + k + 1 AS m, draw(i * 256 + k + 1, 62) AS female,
        1950 + CAST(floor(draw(i * 256 + k + 1, 54) * 55) AS INTEGER) AS born
    FROM (SELECT *, unnest(range(0, enrolled)) AS k FROM joined WHERE enrolled > 0)
);

-- The one door through which a ledger grows: everything that a command leaves behind, in the caller's transaction.
-- A transaction that is not yet confined to an organization is confined to this one by the call.

CREATE FUNCTION ledger_append(
    org uuid,
    new_command uuid, new_fingerprint text, new_causation uuid, new_correlation uuid,
    new_kind text, new_subject uuid, new_item text, new_version bigint,
    guard_ids uuid[], guard_versions bigint[],
    ids uuid[], versions bigint[], topics text[], states text[], actors text[],
    OUT answer_kind text, OUT answer_subject uuid, OUT answer_item text, OUT answer_version bigint,
    OUT answer_position bigint, OUT repeated boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    confined_to uuid := nullif(current_setting('jixiao.organization', true), '')::uuid;
    count bigint := cardinality(ids);
    head  bigint;
    at    timestamptz;
    known ledger_commands;
BEGIN
    IF confined_to IS NULL THEN
        PERFORM set_config('jixiao.organization', org::text, true);
    ELSIF confined_to <> org THEN
        RAISE EXCEPTION 'the transaction is confined to another organization than %', org USING ERRCODE = 'JX403';
    END IF;

    -- Whoever holds the head's row appends; the others of this organization wait for its commit. Taking the new
    -- positions at once spares a second statement; they are given back below if the command turns out to be known.
    LOOP
        UPDATE ledger_heads h SET position = h.position + count, last_at = greatest(h.last_at, now())
         WHERE h.organization = org RETURNING h.position, h.last_at INTO head, at;
        EXIT WHEN FOUND;
        INSERT INTO ledger_heads VALUES (org, 0, NULL) ON CONFLICT DO NOTHING;
    END LOOP;

    INSERT INTO ledger_commands VALUES
        (org, new_command, new_fingerprint, new_kind, new_subject, new_item, new_version, head, at)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        UPDATE ledger_heads h SET position = h.position - count WHERE h.organization = org;
        SELECT * INTO known FROM ledger_commands c WHERE c.organization = org AND c.command = new_command;
        IF known.fingerprint <> new_fingerprint THEN
            RAISE EXCEPTION 'command % stands for another request', new_command USING ERRCODE = 'JX422';
        END IF;
        answer_kind := known.kind;
        answer_subject := known.subject;
        answer_item := known.item;
        answer_version := known.version;
        answer_position := known.position;
        repeated := true;
        RETURN;
    END IF;

    FOR i IN 1 .. cardinality(guard_ids) LOOP
        IF guard_versions[i] <> (SELECT coalesce(max(e.originator_version), 0) FROM ledger_events e
                                  WHERE e.organization = org AND e.originator_id = guard_ids[i]) THEN
            RAISE EXCEPTION 'stream % has moved past version %', guard_ids[i], guard_versions[i]
                USING ERRCODE = 'JX409';
        END IF;
    END LOOP;

    FOR i IN 1 .. count LOOP
        INSERT INTO ledger_events VALUES
            (org, head - count + i, ids[i], versions[i], topics[i], states[i], at, actors[i],
             new_command, new_causation, new_correlation);
    END LOOP;

    answer_kind := new_kind;
    answer_subject := new_subject;
    answer_item := new_item;
    answer_version := new_version;
    answer_position := head;
    repeated := false;
END
$$;

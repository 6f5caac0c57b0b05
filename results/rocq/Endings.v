(* Ends of chains that need no hypothesis: fractions that end, and fractions whose series diverges. *)

Require Import ZArith Reals List Bool Lia Lra.
Require Import ContinuedFractions.
Import ListNotations.
Open Scope Z_scope.

(** * A fraction that ends: b(N) = 0, and its value is the convergent before *)

Definition ends (a b : Z -> Z) (N : nat) (L : R) : Prop :=
  b (Z.of_nat N) = 0 /\ denom a b (pred N) <> 0 /\ L = (IZR (numer a b (pred N)) / IZR (denom a b (pred N)))%R.

(* all convergents after that are finite have this value *)
Theorem after_the_end a b N L n : (1 <= N)%nat -> ends a b N L -> (pred N <= n)%nat -> denom a b n <> 0 ->
  L = (IZR (numer a b n) / IZR (denom a b n))%R.
Proof.
  intros H1 (Hb & Hd & ->) Hn Hq.
  assert (C : forall m, (N <= m)%nat ->
    (fst (numerators a b m) * denom a b (pred N) = numer a b (pred N) * fst (denominators a b m) /\
     numer a b m * denom a b (pred N) = numer a b (pred N) * denom a b m)).
  { intros m Hm; induction Hm as [|m Hm [I0 I1]].
    - destruct N as [|M]; [lia|]. cbn [pred]. unfold numer, denom, numerators, denominators in *. cbn [row].
      unfold step; cbn [fst snd]. rewrite Hb. split; ring.
    - unfold numer, denom, numerators, denominators in *. cbn [row]. unfold step; cbn [fst snd]. split; [exact I1|].
      set (p := snd (row a b (1, a 0) (pred N))) in *. set (q := snd (row a b (0, 1) (pred N))) in *.
      transitivity (b (Z.of_nat (S m)) * (fst (row a b (1, a 0) m) * q) + a (Z.of_nat (S m)) * (snd (row a b (1, a 0) m) * q)); [ring|].
      rewrite I0, I1. ring. }
  destruct (Nat.eq_dec n (pred N)) as [->|Hne]; [reflexivity|].
  destruct (C n ltac:(lia)) as [_ E]. apply (f_equal IZR) in E. rewrite !mult_IZR in E. apply not_0_IZR in Hd, Hq.
  apply Rmult_eq_reg_r with (IZR (denom a b (pred N)) * IZR (denom a b n))%R.
  2:{ apply Rmult_integral_contrapositive_currified; assumption. }
  transitivity (IZR (numer a b (pred N)) * IZR (denom a b n))%R; [field; exact Hd|]. rewrite <- E. field. exact Hq.
Qed.

Lemma ended a b N p q L :
  (b (Z.of_nat N) =? 0) && negb (denom a b (pred N) =? 0) && negb (q =? 0)
  && (numer a b (pred N) * q =? p * denom a b (pred N)) = true -> (L * IZR q = IZR p)%R -> ends a b N L.
Proof.
  intros H HL. apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  apply Z.eqb_eq in H1, H4. apply negb_true_iff, Z.eqb_neq in H2, H3.
  split; [exact H1|]. split; [exact H2|].
  apply (f_equal IZR) in H4. rewrite !mult_IZR in H4. apply not_0_IZR in H2, H3.
  apply Rmult_eq_reg_r with (IZR q * IZR (denom a b (pred N)))%R; [|apply Rmult_integral_contrapositive_currified; assumption].
  transitivity (L * IZR q * IZR (denom a b (pred N)))%R; [ring|]. rewrite HL, <- H4. field. exact H2.
Qed.

(** * Sums that grow like the harmonic series, or faster *)

Open Scope R_scope.
(* every second step is at least C/(x + i): one block of them after the other adds C/3 *)
Lemma harmonic (D : nat -> R) (C x : R) : 0 < C -> 0 < x ->
  (forall i, D (S (S i)) >= D i + C / (x + INR i)) -> cv_infty D.
Proof.
  intros HC Hx H.
  assert (P : forall i, 0 < x + INR i) by (intro i; pose proof (pos_INR i); lra).
  assert (Block : forall i l, D i + INR l * (C / (x + INR (i + 2 * l))) <= D (i + 2 * l)%nat).
  { intros i l; induction l as [|l IH]; [cbn [Nat.mul INR]; rewrite Nat.add_0_r; lra|].
    replace (i + 2 * S l)%nat with (S (S (i + 2 * l))) by lia. specialize (H (i + 2 * l)%nat).
    set (n := (i + 2 * l)%nat) in *. pose proof (P n) as P0. pose proof (P (S (S n))) as P2.
    assert (C / (x + INR (S (S n))) <= C / (x + INR n)).
    { unfold Rdiv. apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [exact P0 | rewrite !S_INR; lra]. }
    rewrite S_INR. assert (INR l * (C / (x + INR (S (S n)))) <= INR l * (C / (x + INR n))) by (apply Rmult_le_compat_l; [apply pos_INR | assumption]).
    lra. }
  assert (Above : forall M J, (forall j, (J <= j)%nat -> M <= D j) -> exists J', forall j, (J' <= j)%nat -> M + C / 3 <= D j).
  { intros M J HJ. destruct (archimed x) as [A _]. set (l := (Z.to_nat (up x) + J + 1)%nat).
    exists (J + 2 * l)%nat. intros j Hj. set (h := ((j - J - 2 * l) / 2)%nat). set (i := (j - 2 * l - 2 * h)%nat).
    pose proof (Nat.div_mod_eq (j - J - 2 * l) 2) as E. pose proof (Nat.mod_upper_bound (j - J - 2 * l) 2 ltac:(lia)) as B. fold h in E.
    assert (Hi : (J <= i <= J + 1)%nat) by (unfold i; lia).
    replace j with (i + 2 * l + 2 * h)%nat by (unfold i; lia).
    pose proof (Block i l) as B1. pose proof (Block (i + 2 * l)%nat h) as B2. specialize (HJ i ltac:(lia)).
    assert (0 <= INR h * (C / (x + INR (i + 2 * l + 2 * h)))).
    { apply Rmult_le_pos; [apply pos_INR|]. apply Rlt_le, Rdiv_lt_0_compat; [exact HC | apply P]. }
    assert (x + INR i <= INR l).
    { assert (up_ : IZR (up x) <= INR (Z.to_nat (up x))).
      { rewrite INR_IZR_INZ. apply IZR_le. lia. }
      unfold l. rewrite !plus_INR. destruct Hi as [_ Hi]. apply le_INR in Hi. rewrite plus_INR in Hi. lra. }
    assert (C / 3 <= INR l * (C / (x + INR (i + 2 * l)))).
    { pose proof (P (i + 2 * l)%nat) as P2. apply Rmult_le_reg_r with (x + INR (i + 2 * l)); [exact P2|].
      replace (INR l * (C / (x + INR (i + 2 * l))) * (x + INR (i + 2 * l))) with (C * INR l) by (field; lra).
      rewrite plus_INR, mult_INR. replace (INR 2) with 2 by reflexivity.
      assert (C * (x + INR i) <= C * INR l) by (apply Rmult_le_compat_l; lra). lra. }
    lra. }
  set (m := Rmin (D 0%nat) (D 1%nat)).
  assert (G : forall k, exists J, forall j, (J <= j)%nat -> m + INR k * (C / 3) <= D j).
  { intro k; induction k as [|k [J HJ]].
    - exists O. intros j _. cbn [INR]. rewrite Rmult_0_l, Rplus_0_r.
      pose proof (Nat.div_mod_eq j 2) as E. pose proof (Nat.mod_upper_bound j 2 ltac:(lia)) as B.
      pose proof (Block (j mod 2)%nat (j / 2)%nat) as Bl. replace (j mod 2 + 2 * (j / 2))%nat with j in Bl by lia.
      assert (0 <= INR (j / 2) * (C / (x + INR j))).
      { apply Rmult_le_pos; [apply pos_INR|]. apply Rlt_le, Rdiv_lt_0_compat; [exact HC | apply P]. }
      assert (m <= D (j mod 2)%nat); [|lra].
      destruct (j mod 2)%nat as [|[|r]]; [apply Rmin_l | apply Rmin_r | lia].
    - destruct (Above _ J HJ) as [J' HJ']. exists J'. intros j Hj. specialize (HJ' j Hj). rewrite S_INR. lra. }
  intro M. destruct (archimed ((M - m) / (C / 3))) as [A _]. set (k := Z.to_nat (up ((M - m) / (C / 3)))).
  destruct (G k) as [J HJ]. exists J. intros j Hj. specialize (HJ j Hj).
  assert ((M - m) / (C / 3) < INR k).
  { eapply Rlt_le_trans; [exact A|]. unfold k. rewrite INR_IZR_INZ. apply IZR_le. lia. }
  assert (E : (M - m) / (C / 3) * (C / 3) < INR k * (C / 3)) by (apply Rmult_lt_compat_r; lra).
  replace ((M - m) / (C / 3) * (C / 3)) with (M - m) in E by (field; lra). lra.
Qed.

(* terms of one sign that fall like 1/n or slower *)
Lemma grows (T u al be : nat -> R) (x : R) : 0 < x -> 0 < u 0%nat ->
  (forall i, T (S i) = T i + u i) -> (forall i, u (S i) * be i = u i * al i) ->
  (forall i, 0 < be i /\ (x + INR i) * be i <= (x + INR i + 1) * al i) -> cv_infty T.
Proof.
  intros Hx H0 HT Hu Hr.
  assert (G : forall i, x * u 0%nat <= (x + INR i) * u i).
  { intro i; induction i as [|i IH]; [cbn [INR]; lra|]. eapply Rle_trans; [exact IH|].
    destruct (Hr i) as [Pb Q]. specialize (Hu i). pose proof (pos_INR i) as Pi. rewrite S_INR.
    assert (0 < x * u 0%nat) by (apply Rmult_lt_0_compat; assumption).
    assert (Pu : 0 < u i) by (apply Rmult_lt_reg_l with (x + INR i); lra).
    apply Rmult_le_reg_r with (be i); [exact Pb|].
    replace ((x + (INR i + 1)) * u (S i) * be i) with ((x + INR i + 1) * (u (S i) * be i)) by ring. rewrite Hu.
    replace ((x + INR i + 1) * (u i * al i)) with ((x + INR i + 1) * al i * u i) by ring.
    replace ((x + INR i) * u i * be i) with ((x + INR i) * be i * u i) by ring. apply Rmult_le_compat_r; lra. }
  assert (P : 0 < x * u 0%nat) by (apply Rmult_lt_0_compat; assumption).
  assert (L : forall i, x * u 0%nat / (x + INR i) <= u i).
  { intro i. specialize (G i). pose proof (pos_INR i). apply Rmult_le_reg_l with (x + INR i); [lra|].
    replace ((x + INR i) * (x * u 0%nat / (x + INR i))) with (x * u 0%nat) by (field; lra). exact G. }
  apply (harmonic T (x * u 0%nat) x P Hx). intro i. rewrite !HT. specialize (L i) as L0. specialize (L (S i)) as L1.
  assert (0 < x * u 0%nat / (x + INR (S i))) by (apply Rdiv_lt_0_compat; [exact P | pose proof (pos_INR (S i)); lra]). lra.
Qed.

(* terms of changing sign that grow *)
Lemma swings (T u al be : nat -> R) (x K : R) : 0 < x -> 0 < K -> 0 < u 0%nat ->
  (forall i, T (S i) = u i - T i) -> (forall i, u (S i) * be i = u i * al i) ->
  (forall i, 0 < be i /\ be i <= K * (x + INR i) * (al i - be i)) -> cv_infty T.
Proof.
  intros Hx HK H0 HT Hu Hr.
  assert (Q : forall i, be i <= al i).
  { intro i. destruct (Hr i) as [Pb Q]. pose proof (pos_INR i).
    assert (0 < K * (x + INR i)) by (apply Rmult_lt_0_compat; lra). apply Rnot_lt_le; intro Hlt.
    assert (K * (x + INR i) * (al i - be i) < 0); [|lra].
    replace 0 with (K * (x + INR i) * 0) by ring. apply Rmult_lt_compat_l; lra. }
  assert (G : forall i, u 0%nat <= u i).
  { intro i; induction i as [|i IH]; [apply Rle_refl|]. eapply Rle_trans; [exact IH|].
    destruct (Hr i) as [Pb _]. specialize (Hu i). specialize (Q i).
    apply Rmult_le_reg_r with (be i); [exact Pb|]. rewrite Hu. apply Rmult_le_compat_l; lra. }
  apply (harmonic T (u 0%nat / K) x); [apply Rdiv_lt_0_compat; assumption | exact Hx|]. intro i. rewrite !HT.
  destruct (Hr i) as [Pb R]. specialize (Hu i). specialize (G i). pose proof (pos_INR i).
  assert (PK : 0 < K * (x + INR i)) by (apply Rmult_lt_0_compat; lra).
  assert (u i <= K * (x + INR i) * (u (S i) - u i)).
  { apply Rmult_le_reg_r with (be i); [exact Pb|].
    replace (K * (x + INR i) * (u (S i) - u i) * be i) with (K * (x + INR i) * (u (S i) * be i - u i * be i)) by ring. rewrite Hu.
    replace (K * (x + INR i) * (u i * al i - u i * be i)) with (u i * (K * (x + INR i) * (al i - be i))) by ring.
    apply Rmult_le_compat_l; lra. }
  assert (u 0%nat / K / (x + INR i) <= u (S i) - u i); [|lra].
  apply Rmult_le_reg_l with (K * (x + INR i)); [exact PK|].
  replace (K * (x + INR i) * (u 0%nat / K / (x + INR i))) with (u 0%nat) by (field; split; lra). lra.
Qed.

Definition large (T : nat -> R) : Prop := forall M, exists J, forall j, (J <= j)%nat -> M < Rabs (T j).
Lemma large_signed (T e : nat -> R) (j0 : nat) :
  (forall i, e i * e i = 1) -> cv_infty (fun i => e i * T (j0 + i)%nat) -> large T.
Proof.
  intros He H M. destruct (H M) as [J HJ]. exists (j0 + J)%nat. intros j Hj. specialize (HJ (j - j0)%nat ltac:(lia)).
  cbv beta in HJ. replace (j0 + (j - j0))%nat with j in HJ by lia. eapply Rlt_le_trans; [exact HJ|].
  eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult. specialize (He (j - j0)%nat).
  assert (A : Rabs (e (j - j0)%nat) = 1).
  { pose proof (Rabs_pos (e (j - j0)%nat)) as P. apply (f_equal Rabs) in He. rewrite Rabs_mult, Rabs_R1 in He. nra. }
  rewrite A. lra.
Qed.
Lemma large_quotient (T : nat -> R) (p P q Q : R) : large T -> Q <> 0 ->
  (exists J, forall j, (J <= j)%nat -> q + Q * T j <> 0) /\ Un_cv (fun j => (p + P * T j) / (q + Q * T j)) (P / Q).
Proof.
  intros HT HQ. pose proof (Rabs_pos_lt Q HQ) as PQ.
  assert (Far : forall M, 0 < M -> exists J, forall j, (J <= j)%nat -> M < Rabs (q + Q * T j)).
  { intros M HM. destruct (HT ((M + Rabs q) / Rabs Q)) as [J HJ]. exists J. intros j Hj. specialize (HJ j Hj).
    apply (Rmult_lt_compat_l (Rabs Q)) in HJ; [|exact PQ].
    replace (Rabs Q * ((M + Rabs q) / Rabs Q)) with (M + Rabs q) in HJ by (field; lra).
    rewrite <- Rabs_mult in HJ. pose proof (Rabs_triang (q + Q * T j) (- q)) as Tr. rewrite Rabs_Ropp in Tr.
    replace (q + Q * T j + - q) with (Q * T j) in Tr by ring. lra. }
  split.
  - destruct (Far 1 Rlt_0_1) as [J HJ]. exists J. intros j Hj E. specialize (HJ j Hj). rewrite E, Rabs_R0 in HJ. lra.
  - intros eps He. set (k := Rabs ((p * Q - P * q) / Q)). assert (Pk : 0 <= k) by apply Rabs_pos.
    destruct (Far (k / eps + 1)) as [J HJ].
    { assert (0 <= k / eps) by (apply Rmult_le_pos; [exact Pk | apply Rlt_le, Rinv_0_lt_compat; exact He]). lra. }
    exists J. intros j Hj. specialize (HJ j Hj). unfold R_dist.
    assert (0 <= k / eps) by (apply Rmult_le_pos; [exact Pk | apply Rlt_le, Rinv_0_lt_compat; exact He]).
    assert (NZ : q + Q * T j <> 0) by (intro E; rewrite E, Rabs_R0 in HJ; lra).
    replace ((p + P * T j) / (q + Q * T j) - P / Q) with ((p * Q - P * q) / Q * / (q + Q * T j)) by (field; split; assumption).
    rewrite Rabs_mult, Rabs_inv. fold k. set (d := Rabs (q + Q * T j)) in *.
    apply Rmult_lt_reg_r with d; [lra|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply (Rmult_lt_compat_l eps) in HJ; [|exact He]. replace (eps * (k / eps + 1)) with (k + eps) in HJ by (field; lra). lra.
Qed.
Close Scope R_scope.

(** * A series that diverges: the value is rational *)

(* from n = start on the terms have one sign and fall at most like 1/(n - shift), or change it and grow by 1/(factor n) *)
Inductive divergence := Slow (start shift : nat) | Swinging (start factor : nat).
Definition divergence_check (above below : poly) (N : nat) (d : divergence) : bool :=
  match d with
  | Slow start shift =>
    (N <? start)%nat && (shift <? start)%nat && pos below (Z.of_nat start)
    && nonneg (sub (mul [1 - Z.of_nat shift; 1] above) (mul [- Z.of_nat shift; 1] below)) (Z.of_nat start)
  | Swinging start factor =>
    (N <? start)%nat && (0 <? factor)%nat && pos below (Z.of_nat start)
    && nonneg (sub (scale (- Z.of_nat factor) (mul [0; 1] (add above below))) below) (Z.of_nat start)
  end.

Section Divergence.
Variables a b top bot above below : poly.
Variables N count : nat.
Hypothesis H : series_check a b top bot above below N count = true.
Variable d : divergence.
Hypothesis D : divergence_check above below N d = true.
Hypothesis B : forall n, Z.of_nat N < n -> ev b n <> 0.
Local Notation sums := (total b top bot N).
Local Notation summand := (weight b top bot N).

Open Scope R_scope.
Lemma weight_nonzero j : summand j <> 0.
Proof.
  induction j as [|j IH].
  - cbn. apply (ratio_nonzero a b top bot above below N count H). lia.
  - cbn [weight]. unfold Rdiv. apply Rmult_integral_contrapositive_currified.
    + apply Rmult_integral_contrapositive_currified; [lra|]. apply not_0_IZR, B. lia.
    + apply Rinv_neq_0_compat, Rmult_integral_contrapositive_currified; apply (ratio_nonzero a b top bot above below N count H); lia.
Qed.
Lemma weight_next j : let n := (Z.of_nat N + 1 + Z.of_nat j)%Z in
  summand (S (S j)) * IZR (ev below n) = summand (S j) * IZR (ev above n).
Proof.
  intro n. rewrite !(weight_term a b top bot above below N count H). cbn [term]. fold n. field.
  apply not_0_IZR. destruct (series_parts a b top bot above below N count H) as (_ & _ & NB & _). apply NB. unfold n; lia.
Qed.

Lemma total_large : large sums.
Proof.
  pose proof D as G. unfold divergence_check in G. destruct d as [start shift|start factor];
    apply andb_prop in G as [G G4]; apply andb_prop in G as [G G3]; apply andb_prop in G as [G1 G2];
    apply Nat.ltb_lt in G1, G2; set (j0 := (start - N - 1)%nat) in *.
  all: set (t := summand (S j0)); pose proof (weight_nonzero (S j0)) as Nz; fold t in Nz.
  all: set (e := if Rlt_dec 0 t then 1 else -1); assert (E1 : e * e = 1) by (unfold e; destruct (Rlt_dec 0 t); lra);
    assert (E2 : 0 < e * t) by (unfold e; destruct (Rlt_dec 0 t); lra).
  - apply (large_signed sums (fun _ => e) j0 (fun _ => E1)).
    apply (grows _ (fun i => e * summand (S (j0 + i))) (fun i => IZR (ev above (Z.of_nat (start + i)))) (fun i => IZR (ev below (Z.of_nat (start + i))))
      (INR (start - shift))).
    + apply lt_0_INR. lia.
    + rewrite Nat.add_0_r. exact E2.
    + intro i. rewrite Nat.add_succ_r. cbn [total]. ring.
    + intro i. pose proof (weight_next (j0 + i)) as W. cbv zeta in W.
      replace (Z.of_nat N + 1 + Z.of_nat (j0 + i))%Z with (Z.of_nat (start + i)) in W by lia.
      rewrite Nat.add_succ_r, !Rmult_assoc, W. reflexivity.
    + intro i. pose proof (pos_ok _ _ (Z.of_nat (start + i)) G3 ltac:(lia)) as P.
      pose proof (nonneg_ok _ _ (Z.of_nat (start + i)) G4 ltac:(lia)) as Q. rewrite ev_sub, !ev_mul in Q. cbn [ev] in Q.
      split; [apply (IZR_lt 0); exact P|].
      rewrite <- plus_INR, INR_IZR_INZ. replace 1 with (IZR 1) by reflexivity. rewrite <- plus_IZR, <- !mult_IZR. apply IZR_le.
      replace (Z.of_nat (start - shift + i)) with (- Z.of_nat shift + Z.of_nat (start + i))%Z by lia. lia.
  - apply (large_signed sums (fun i => - e * (-1) ^ i) j0).
    { intro i. induction i as [|i IH]; cbn [pow]; [lra|]. lra. }
    apply (swings _ (fun i => e * (-1) ^ i * summand (S (j0 + i))) (fun i => - IZR (ev above (Z.of_nat (start + i))))
      (fun i => IZR (ev below (Z.of_nat (start + i)))) (INR start) (INR factor)).
    + apply lt_0_INR. lia.
    + apply lt_0_INR. lia.
    + rewrite Nat.add_0_r. cbn [pow]. rewrite Rmult_1_r. exact E2.
    + intro i. rewrite Nat.add_succ_r. cbn [total pow]. ring.
    + intro i. pose proof (weight_next (j0 + i)) as W. cbv zeta in W.
      replace (Z.of_nat N + 1 + Z.of_nat (j0 + i))%Z with (Z.of_nat (start + i)) in W by lia.
      rewrite Nat.add_succ_r, Rmult_assoc, W. cbn [pow]. ring.
    + intro i. pose proof (pos_ok _ _ (Z.of_nat (start + i)) G3 ltac:(lia)) as P.
      pose proof (nonneg_ok _ _ (Z.of_nat (start + i)) G4 ltac:(lia)) as Q. rewrite ev_sub, ev_scale, ev_mul, ev_add in Q. cbn [ev] in Q.
      split; [apply (IZR_lt 0); exact P|].
      rewrite <- plus_INR, !INR_IZR_INZ, <- opp_IZR, <- minus_IZR, <- !mult_IZR. apply IZR_le. lia.
Qed.
Close Scope R_scope.

(* the map of the checker at infinity: P/Q, P = p y - p' x, Q likewise, x/y = R(N) *)
Lemma by_divergence (u v : Z) :
  negb (v =? 0) && (let '(p', p) := numerators (ev a) (ev b) N in let '(q', q) := denominators (ev a) (ev b) N in
   let x := ev top (Z.of_nat N) in let y := ev bot (Z.of_nat N) in
   negb (q * y - q' * x =? 0) && ((p * y - p' * x) * v =? u * (q * y - q' * x))) = true ->
  value a b (IZR u) (IZR v).
Proof.
  intro G. apply andb_prop in G as [V G]. apply negb_true_iff, Z.eqb_neq in V. apply not_0_IZR in V. split; [exact V|].
  destruct (series_parts a b top bot above below N count H) as (_ & NZ & _).
  destruct (NZ (Z.of_nat N) ltac:(lia)) as [X Y]. apply not_0_IZR in X, Y.
  assert (De : forall j, IZR (denom (ev a) (ev b) (N + j)) = _) by (intro j; exact (proj1 (expressed a b top bot above below N count H (0, 1) j))).
  assert (Nu : forall j, IZR (numer (ev a) (ev b) (N + j)) = _) by (intro j; exact (proj1 (expressed a b top bot above below N count H (1, ev a 0) j))).
  fold (denominators (ev a) (ev b)) in De. fold (numerators (ev a) (ev b)) in Nu.
  destruct (numerators (ev a) (ev b) N) as [p' p]. destruct (denominators (ev a) (ev b) N) as [q' q]. cbn [fst snd] in *.
  apply andb_prop in G as [Q E]. apply negb_true_iff, Z.eqb_neq in Q. apply Z.eqb_eq in E. apply not_0_IZR in Q.
  apply (f_equal IZR) in E. rewrite !mult_IZR, !minus_IZR, !mult_IZR in E. rewrite minus_IZR, !mult_IZR in Q.
  unfold ratio in *. set (x := IZR (ev top (Z.of_nat N))) in *. set (y := IZR (ev bot (Z.of_nat N))) in *.
  Open Scope R_scope.
  assert (Q2 : IZR q / (x / y) - IZR q' <> 0).
  { replace (IZR q / (x / y) - IZR q') with ((IZR q * y - IZR q' * x) / x) by (field; split; assumption).
    unfold Rdiv. apply Rmult_integral_contrapositive_currified; [exact Q | apply Rinv_neq_0_compat; exact X]. }
  destruct (large_quotient sums (IZR p) (IZR p / (x / y) - IZR p') (IZR q) _ total_large Q2) as [[J HJ] Cv].
  replace (IZR u / IZR v) with ((IZR p / (x / y) - IZR p') / (IZR q / (x / y) - IZR q')).
  2:{ apply Rmult_eq_reg_r with ((IZR q * y - IZR q' * x) * IZR v); [|apply Rmult_integral_contrapositive_currified; assumption].
      transitivity ((IZR p * y - IZR p' * x) * IZR v).
      - field. repeat split; try assumption. 
      - rewrite E. field. exact V. }
  pose proof (solution_nonzero a b top bot above below N count H) as SN.
  split.
  - exists (N + J)%nat. intros n Hn E0. replace n with (N + (n - N))%nat in E0 by lia. apply (f_equal IZR) in E0. rewrite De in E0.
    apply Rmult_integral in E0 as [E0|E0]; [exact (SN _ E0)|]. apply (HJ (n - N)%nat); [lia | exact E0].
  - intros eps He. destruct (Cv eps He) as [M HM]. exists (N + max M J)%nat. intros n Hn.
    specialize (HM (n - N)%nat ltac:(lia)). replace n with (N + (n - N))%nat by lia. rewrite De, Nu.
    assert (Cancel : forall h y z, h <> 0 -> z <> 0 -> h * y / (h * z) = y / z) by (intros; field; split; assumption).
    rewrite Cancel; [exact HM | apply SN | apply HJ; lia].
  Close Scope R_scope.
Qed.
End Divergence.

(* the solution of the recurrence, the divergence, and the value *)
Theorem by_divergent_series (a b top bot above below : poly) (N count : nat) (d : divergence) (u v : Z) :
  series_check a b top bot above below N count && divergence_check above below N d && never_zero b (Z.of_nat N + 1) count
  && (negb (v =? 0) && (let '(p', p) := numerators (ev a) (ev b) N in let '(q', q) := denominators (ev a) (ev b) N in
   let x := ev top (Z.of_nat N) in let y := ev bot (Z.of_nat N) in
   negb (q * y - q' * x =? 0) && ((p * y - p' * x) * v =? u * (q * y - q' * x)))) = true ->
  value a b (IZR u) (IZR v).
Proof.
  intro G. apply andb_prop in G as [G V]. apply andb_prop in G as [G B]. apply andb_prop in G as [G D].
  apply (by_divergence a b top bot above below N count G d D); [|exact V].
  intros n Hn. apply (never_zero_ok _ _ _ n B). lia.
Qed.

(* the statement with functions and a number *)
Theorem stated_number (a b : Z -> Z) (pa pb : poly) (P Q L : R) :
  (forall n, ev pa n = a n) -> (forall n, ev pb n = b n) -> (L * Q = P)%R -> value pa pb P Q -> converges a b L.
Proof.
  intros Ea Eb <- [HQ HL]. apply (converges_ext (ev pa) (ev pb)); auto.
  replace L with (L * Q / Q)%R by (field; exact HQ). exact HL.
Qed.

(** * Constant coefficients: the root of x^2 = a x + b that is larger in size *)

Open Scope R_scope.
Lemma by_roots (a b : Z) (L M : R) : L + M = IZR a -> L * M = - IZR b -> Rabs M < Rabs L -> converges (ev [a]) (ev [b]) L.
Proof.
  intros HS HP Hlt. assert (NL : L <> 0) by (intro E; rewrite E, Rabs_R0 in Hlt; pose proof (Rabs_pos M); lra).
  assert (ND : L - M <> 0) by (intro E; replace M with L in Hlt by lra; lra).
  assert (E : forall k (x : Z), ev [k] x = k) by (intros k x; cbn [ev]; ring).
  assert (Q : forall n, (L - M) * IZR (fst (denominators (ev [a]) (ev [b]) n)) = L ^ n - M ^ n /\
    (L - M) * IZR (snd (denominators (ev [a]) (ev [b]) n)) = L ^ S n - M ^ S n).
  { intro n; induction n as [|n [I0 I1]]; [unfold denominators; cbn [row fst snd pow]; split; ring|].
    unfold denominators in *. cbn [row]. unfold step; cbn [fst snd]. rewrite !E. split; [exact I1|].
    rewrite plus_IZR, !mult_IZR, <- HS. replace (IZR b) with (- (L * M)) by lra.
    transitivity (- (L * M) * ((L - M) * IZR (fst (row (ev [a]) (ev [b]) (0, 1)%Z n))) + (L + M) * ((L - M) * IZR (snd (row (ev [a]) (ev [b]) (0, 1)%Z n)))); [ring|].
    rewrite I0, I1. cbn [pow]. ring. }
  assert (P : forall n, (L - M) * IZR (fst (numerators (ev [a]) (ev [b]) n)) = L ^ S n - M ^ S n /\
    (L - M) * IZR (snd (numerators (ev [a]) (ev [b]) n)) = L ^ S (S n) - M ^ S (S n)).
  { intro n; induction n as [|n [I0 I1]]; [unfold numerators; cbn [row fst snd pow]; rewrite E, <- HS; split; ring|].
    unfold numerators in *. cbn [row]. unfold step; cbn [fst snd]. rewrite !E in *. split; [exact I1|].
    rewrite plus_IZR, !mult_IZR, <- HS. replace (IZR b) with (- (L * M)) by lra.
    transitivity (- (L * M) * ((L - M) * IZR (fst (row (ev [a]) (ev [b]) (1, a)%Z n))) + (L + M) * ((L - M) * IZR (snd (row (ev [a]) (ev [b]) (1, a)%Z n)))); [ring|].
    rewrite I0, I1. cbn [pow]. ring. }
  set (t := M / L). assert (Ht : Rabs t < 1).
  { unfold t, Rdiv. rewrite Rabs_mult, Rabs_inv. apply Rmult_lt_reg_r with (Rabs L); [apply Rabs_pos_lt; exact NL|].
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l by (apply Rabs_no_R0; exact NL). exact Hlt. }
  assert (Pow : forall n, M ^ n = L ^ n * t ^ n).
  { intro n. rewrite <- Rpow_mult_distr. f_equal. unfold t. field. exact NL. }
  assert (Small : forall n, Rabs (t ^ S n) < 1).
  { intro n. rewrite <- RPow_abs. pose proof (Rabs_pos t) as Pt. clear - Ht Pt. induction n as [|n IH]; [simpl; lra|].
    change (Rabs t ^ S (S n)) with (Rabs t * Rabs t ^ S n). assert (0 <= Rabs t ^ S n) by (apply pow_le; exact Pt). nra. }
  assert (NT : forall n, 1 - t ^ S n <> 0).
  { intros n Z0. specialize (Small n). replace (t ^ S n) with 1 in Small by lra. rewrite Rabs_R1 in Small. lra. }
  assert (NLn : forall n, L ^ n <> 0) by (intro n; apply pow_nonzero; exact NL).
  assert (Form : forall n, denom (ev [a]) (ev [b]) n <> 0%Z /\
    IZR (numer (ev [a]) (ev [b]) n) / IZR (denom (ev [a]) (ev [b]) n) = L * ((1 - t ^ S (S n)) / (1 - t ^ S n))).
  { intro n. destruct (Q n) as [_ Qn]. destruct (P n) as [_ Pn]. unfold numer, denom.
    rewrite (Pow (S n)) in Qn. rewrite (Pow (S (S n))) in Pn. specialize (NT n). specialize (NLn (S n)).
    assert (Hq : IZR (snd (denominators (ev [a]) (ev [b]) n)) <> 0).
    { intro Z0. rewrite Z0, Rmult_0_r in Qn. apply NT. apply Rmult_eq_reg_l with (L ^ S n); [|exact NLn].
      rewrite Rmult_0_r. rewrite Qn. ring. }
    split; [intro Z0; apply Hq; rewrite Z0; reflexivity|].
    apply Rmult_eq_reg_l with ((L - M) * IZR (snd (denominators (ev [a]) (ev [b]) n))).
    2:{ apply Rmult_integral_contrapositive_currified; assumption. }
    transitivity ((L - M) * IZR (snd (numerators (ev [a]) (ev [b]) n))); [field; exact Hq|]. rewrite Pn, Qn.
    change (L ^ S (S n)) with (L * L ^ S n). field. exact NT. }
  split; [exists 0%nat; intros n _; apply Form|].
  assert (T : forall k, Un_cv (fun n => t ^ (k + n)) 0).
  { intros k e He. destruct (pow_lt_1_zero t Ht e He) as [N HN]. exists N. intros n Hn. unfold R_dist. rewrite Rminus_0_r. apply HN. lia. }
  assert (One : forall k, Un_cv (fun n => 1 - t ^ (k + n)) 1).
  { intros k e He. destruct (T k e He) as [N HN]. exists N. intros n Hn. specialize (HN n Hn). unfold R_dist in *.
    rewrite Rminus_0_r in HN. rewrite Rabs_minus_sym. replace (1 - (1 - t ^ (k + n))) with (t ^ (k + n)) by ring. exact HN. }
  assert (C : Un_cv (fun n => L * ((1 - t ^ (2 + n)) / (1 - t ^ (1 + n)))) (L * (1 / 1))).
  { apply CV_mult; [apply cv_const|]. apply quotient_cv; [apply One | apply One | lra]. }
  replace (L * (1 / 1)) with L in C by field.
  intros e He. destruct (C e He) as [N HN]. exists N. intros n Hn. rewrite (proj2 (Form n)). exact (HN n Hn).
Qed.
Close Scope R_scope.

(* the value (x c + y)/z, c the square root of d *)
Theorem by_square_root (a b x y z d : Z) (c : R) :
  (2 * y =? a * z) && (x * x * d =? b * z * z + y * y) && (0 <? x * y) && (0 <? d) && negb (z =? 0) = true ->
  (0 <= c)%R -> (c * c = IZR d)%R -> value [a] [b] (IZR x * c + IZR y) (IZR z).
Proof.
  intros G Hc H2. apply andb_prop in G as [G G5]. apply andb_prop in G as [G G4]. apply andb_prop in G as [G G3]. apply andb_prop in G as [G1 G2].
  apply Z.eqb_eq in G1, G2. apply Z.ltb_lt in G3, G4. apply negb_true_iff, Z.eqb_neq, not_0_IZR in G5.
  apply (f_equal IZR) in G1. apply (f_equal IZR) in G2. rewrite plus_IZR, !mult_IZR in G2. rewrite !mult_IZR in G1.
  apply (IZR_lt 0) in G3, G4. rewrite mult_IZR in G3. split; [exact G5|].
  set (X := IZR x) in *. set (Y := IZR y) in *. set (W := IZR z) in *.
  assert (Pc : (0 < c)%R) by nra. assert (P : (0 < X * Y * c)%R) by (apply Rmult_lt_0_compat; assumption).
  apply (by_roots a b ((X * c + Y) / W) ((Y - X * c) / W)).
  - apply Rmult_eq_reg_r with W; [|exact G5]. replace (((X * c + Y) / W + (Y - X * c) / W) * W)%R with (2 * Y)%R by (field; exact G5). exact G1.
  - apply Rmult_eq_reg_r with (W * W)%R; [|apply Rmult_integral_contrapositive_currified; exact G5].
    replace ((X * c + Y) / W * ((Y - X * c) / W) * (W * W))%R with (Y * Y - X * X * (c * c))%R by (field; exact G5). rewrite H2. lra.
  - unfold Rdiv. rewrite !Rabs_mult. apply Rmult_lt_compat_r; [apply Rabs_pos_lt, Rinv_neq_0_compat; exact G5|].
    unfold Rabs. destruct (Rcase_abs (Y - X * c)), (Rcase_abs (X * c + Y)); nra.
Qed.

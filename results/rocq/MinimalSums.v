(* A minimal solution that is a sum: it gives the value of a fraction whose denominators outrun it. *)

Require Import ZArith Reals List Bool Lia Lra.
Require Import ContinuedFractions.
Require Import Sums.
Import ListNotations.
Open Scope R_scope.

Section Minimal.
Variables a b : poly.
Variable c : cone.
Hypothesis Hc : cone_check c a b = true.
Hypothesis Hstart : insideb c (Z.of_nat (from c)) (times (tau c a b) (denominators (ev a) (ev b) (from c))) = true.
Variable u : nat -> R.
Variable before : R. (* u(-1) *)
Hypothesis first : u 1%nat = IZR (ev a 1) * u 0%nat + IZR (ev b 1) * before.
Hypothesis later : forall n, u (S (S n)) = IZR (ev a (Z.of_nat (S (S n)))) * u (S n) + IZR (ev b (Z.of_nat (S (S n)))) * u n.
Local Notation P n := (IZR (numer (ev a) (ev b) n)).
Local Notation Q n := (IZR (denom (ev a) (ev b) n)).

Lemma convergents_next n : P (S (S n)) = IZR (ev a (Z.of_nat (S (S n)))) * P (S n) + IZR (ev b (Z.of_nat (S (S n)))) * P n
  /\ Q (S (S n)) = IZR (ev a (Z.of_nat (S (S n)))) * Q (S n) + IZR (ev b (Z.of_nat (S (S n)))) * Q n.
Proof.
  unfold numer, denom, numerators, denominators. rewrite <- !mult_IZR, <- !plus_IZR.
  split; f_equal; set (A := ev a) in *; set (B := ev b) in *;
  match goal with |- snd (row A B ?v (S (S n))) = _ =>
    change (snd (row A B v (S (S n)))) with (B (Z.of_nat (S (S n))) * fst (row A B v (S n)) + A (Z.of_nat (S (S n))) * snd (row A B v (S n)))%Z; rewrite fst_row; ring end.
Qed.
Lemma combined_solution n : u n = before * P n + (u 0%nat - IZR (ev a 0) * before) * Q n
  /\ u (S n) = before * P (S n) + (u 0%nat - IZR (ev a 0) * before) * Q (S n).
Proof.
  induction n as [|n [I0 I1]].
  - unfold numer, denom, numerators, denominators. cbn [row step fst snd]. rewrite first, !plus_IZR, !mult_IZR. change (Z.of_nat 1) with 1%Z. split; ring.
  - split; [exact I1|]. destruct (convergents_next n) as [-> ->]. rewrite later, I0, I1. ring.
Qed.
Variables (t1 t2 : R) (N : nat).
Hypothesis t12 : 0 <= t1 < t2.
Hypothesis HN : (from c <= N)%nat.
Hypothesis fall : forall n, (N <= n)%nat -> t2 * IZR (ev (low2 c) (Z.of_nat (S n))) * Rabs (u (S n)) <= t1 * IZR (ev (low1 c) (Z.of_nat (S n))) * Rabs (u n).
Hypothesis not_zero : u N <> 0.
Lemma denominators_grow n : (from c <= n)%nat ->
  0 < Rabs (Q n) /\ IZR (ev (low1 c) (Z.of_nat (S n))) * Rabs (Q n) <= IZR (ev (low2 c) (Z.of_nat (S n))) * Rabs (Q (S n)).
Proof.
  intro Hn. split; [apply Rabs_pos_lt, not_0_IZR, (denom_nonzero c a b Hc Hstart n Hn)|].
  pose proof (denominators_inside c a b Hc Hstart (S n) ltac:(lia)) as I. destruct I as (I0 & I1 & _).
  pose proof (denominators_positive c a b Hc Hstart (S n) ltac:(lia)) as [P0 P1].
  unfold times in I1, I0. cbn [fst snd] in I0, I1. unfold denominators in *. rewrite fst_row in I0, I1, P0. fold (denominators (ev a) (ev b)) in *.
  change (snd (row (ev a) (ev b) (0, 1)%Z n)) with (denom (ev a) (ev b) n) in *. change (snd (row (ev a) (ev b) (0, 1)%Z (S n))) with (denom (ev a) (ev b) (S n)) in *.
  assert (E : forall z, (0 < tau c a b * z)%Z -> Rabs (IZR z) = IZR (tau c a b * z)).
  { intros z Hz. rewrite <- abs_IZR. f_equal. destruct (tau_sign c a b) as [T|T]; rewrite T in *; lia. }
  rewrite !E by assumption. rewrite <- !mult_IZR. apply IZR_le. exact I1.
Qed.
Lemma falls_behind : Un_cv (fun n => u n / Q n) 0.
Proof.
  apply (geometric _ (t1 / t2) N).
  { split; [apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra]|]. apply Rmult_lt_reg_r with t2; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  intros n Hn. destruct (denominators_grow n ltac:(lia)) as [Q0 G]. destruct (denominators_grow (S n) ltac:(lia)) as [Q1 _].
  destruct (cone_positive c a b Hc (Z.of_nat (S n)) ltac:(lia)) as (L1 & L2 & _). apply IZR_lt in L1, L2. specialize (fall n Hn).
  unfold Rdiv. rewrite !Rabs_mult, !Rabs_inv. set (l1 := IZR (ev (low1 c) (Z.of_nat (S n)))) in *. set (l2 := IZR (ev (low2 c) (Z.of_nat (S n)))) in *.
  set (v := Rabs (u n)) in *. set (w := Rabs (u (S n))) in *. set (q := Rabs (Q n)) in *. set (r := Rabs (Q (S n))) in *.
  assert (V : 0 <= v) by apply Rabs_pos. assert (W : 0 <= w) by apply Rabs_pos.
  apply Rmult_le_reg_r with (t2 * l2 * r * q); [repeat apply Rmult_lt_0_compat; lra|].
  replace (w * / r * (t2 * l2 * r * q)) with (t2 * l2 * w * q) by (field; lra).
  replace (t1 * / t2 * (v * / q) * (t2 * l2 * r * q)) with (t1 * v * (l2 * r)) by (field; lra).
  apply Rle_trans with (t1 * l1 * v * q); [apply Rmult_le_compat_r; lra|].
  replace (t1 * l1 * v * q) with (t1 * v * (l1 * q)) by ring. apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | exact G].
Qed.
Theorem minimal_value : before <> 0 /\ converges (ev a) (ev b) (IZR (ev a 0) - u 0%nat / before).
Proof.
  set (be := u 0%nat - IZR (ev a 0) * before).
  assert (Z0 : forall n, (from c <= n)%nat -> Q n <> 0) by (intros n Hn; apply not_0_IZR, (denom_nonzero c a b Hc Hstart n Hn)).
  assert (B : before <> 0).
  { intro E. assert (Cu : forall n, u n = be * Q n) by (intro n; rewrite (proj1 (combined_solution n)); fold be; rewrite E; ring).
    assert (Be : be = 0).
    { apply (UL_sequence (fun n => u n / Q n)); [|exact falls_behind]. intros e He. exists (from c). intros n Hn. unfold R_dist. rewrite Cu.
      replace (be * Q n / Q n - be) with 0 by (field; apply Z0; lia). rewrite Rabs_R0. exact He. }
    apply not_zero. rewrite Cu, Be. ring. }
  split; [exact B|]. split; [exists (from c); intros n Hn; apply (denom_nonzero c a b Hc Hstart n Hn)|].
  replace (IZR (ev a 0) - u 0%nat / before) with ((0 - be) / before) by (unfold be; field; exact B).
  apply tends_if with (fun n => (u n / Q n - be) / before).
  - exists (from c). intros n Hn. rewrite (proj1 (combined_solution n)). fold be. field. split; [apply Z0; lia | exact B].
  - apply quotient_cv; [|apply cv_const | exact B]. apply (CV_minus (fun n => u n / Q n)); [exact falls_behind | apply cv_const].
Qed.
End Minimal.

(** * A sum of terms of one sign that fall by a factor *)

Definition one_signed (p : poly2) (m0 sg : Z) (j : nat) : bool := positive_check (mul2 (power2 [[1%Z; 1%Z]; [1%Z]] j) (times2 [sg] (along p m0 0 0))) 0.
Lemma one_signed_ok p m0 sg j m k : one_signed p m0 sg j = true -> (m0 <= m)%Z -> (0 <= k)%Z -> 0 < IZR sg * ev2 p m (IZR k).
Proof.
  intros H Hm Hk. pose proof (positive_check_ok _ _ (m - m0)%Z (IZR k) H ltac:(lia) (IZR_le _ _ Hk)) as Q.
  rewrite ev2_mul, ev2_power, ev2_times, ev2_along in Q. cbn [ev2 ev] in Q. rewrite !Z.mul_0_r, !Z.add_0_r in Q.
  replace (m - m0 + m0)%Z with m in Q by ring. rewrite Z.mul_0_l, !Rplus_0_l in Q.
  assert (P : 0 < IZR (1 + (m - m0) * 1) + IZR k * (1 + IZR k * 0)).
  { replace (IZR (1 + (m - m0) * 1) + IZR k * (1 + IZR k * 0)) with (IZR (1 + (m - m0) + k)) by (rewrite !plus_IZR, mult_IZR; ring). apply IZR_lt. lia. }
  apply Rmult_lt_reg_l with ((IZR (1 + (m - m0) * 1) + IZR k * (1 + IZR k * 0)) ^ j); [apply pow_lt; exact P|]. rewrite Rmult_0_r. exact Q.
Qed.

Definition around : list shift_of := [(-1, 0); (0, 0); (0, 1)]%Z.
Definition whole_check (F : summand) (m0 : Z) : bool :=
  bases_check F && match below F with [] => true | _ => false end
  && forallb (fun f => ((0 <? in_u f) && (0 <? in_v f) && (negb (in_u f mod in_v f =? 0) || ((0 <=? in_k f) && line_check (in_n f) (in_1 f) (m0 - 1))))%Z) (factors F).
(* r1/r2 above F(m, k)/F(m - 1, k) > 0 for m >= m0 *)
Definition terms_check (F : summand) (m0 r1 r2 sg : Z) (j : nat) : bool :=
  whole_check F m0 && ((sg =? 1) || (sg =? -1))%Z && (0 <? r2)%Z
  && one_signed (scaled F 1 around (-1, 0)%Z) m0 sg j && one_signed (scaled F 1 around (0, 0)%Z) m0 sg j && one_signed (scaled F 1 around (0, 1)%Z) m0 sg j
  && one_signed (sub2 (times2 [r1] (scaled F 1 around (-1, 0)%Z)) (times2 [r2] (scaled F 1 around (0, 0)%Z))) m0 sg j.
Section Terms.
Variables (F : summand) (m0 r1 r2 sg : Z) (j : nat).
Hypothesis H : terms_check F m0 r1 r2 sg j = true.
Local Notation T m k := (summand_at F m k).

Lemma plain_around f m k s : In f (factors F) -> (m0 <= m)%Z -> (0 <= k)%Z -> In s around -> plain f (len f (m + fst s) (k + snd s)).
Proof.
  intros Hf Hm Hk Hs. pose proof H as G. unfold terms_check in G. do 6 (apply andb_prop in G as [G _]). unfold whole_check in G. apply andb_prop in G as [_ G].
  rewrite forallb_forall in G. specialize (G f Hf). apply andb_prop in G as [G C]. apply andb_prop in G as [U V]. apply Z.ltb_lt in U, V.
  repeat split; auto. apply orb_prop in C as [C|C]; [right; apply negb_true_iff, Z.eqb_neq in C; exact C|]. left.
  apply andb_prop in C as [K C]. apply Z.leb_le in K.
  assert (A : (m0 - 1 <= m + fst s)%Z /\ (0 <= k + snd s)%Z) by (destruct Hs as [<-|[<-|[<-|[]]]]; cbn [fst snd]; lia).
  pose proof (line_ok _ _ _ _ C (proj1 A)). pose proof (Z.mul_nonneg_nonneg _ _ K (proj2 A)). unfold len. lia.
Qed.
Lemma terms_related m k : (m0 <= m)%Z -> (0 <= k)%Z ->
  exists C x y z, C <> 0 /\ 0 < x /\ 0 < y /\ 0 < z /\ IZR r2 * y < IZR r1 * x /\ T (m - 1) k = C * x /\ T m k = C * y /\ T m (k + 1) = C * z.
Proof.
  intros Hm Hk. pose proof H as G. unfold terms_check in G. apply andb_prop in G as [G S4]. apply andb_prop in G as [G S3]. apply andb_prop in G as [G S2].
  apply andb_prop in G as [G S1]. apply andb_prop in G as [G R2]. apply andb_prop in G as [G Sg]. unfold whole_check in G. apply andb_prop in G as [G _]. apply andb_prop in G as [HB NB].
  assert (E : below F = []) by (destruct (below F); [reflexivity | discriminate NB]).
  assert (So : sound F 1 around m k 0).
  { split; [|rewrite E; intros q s []]. intros f s Hf Hs. apply plain_alive. rewrite <- len_moved. apply plain_around; assumption. }
  assert (At : forall s, In s around -> T (m + fst s) (k + snd s) = common F 1 around m k 0 * ev2 (scaled F 1 around s) m (IZR k)).
  { intros s Hs. rewrite <- near_at_0 by (intros f Hf; apply plain_around; assumption).
    rewrite (scaled_ok F 1 around s m k 0 HB eq_refl Hs So), Rplus_0_r. reflexivity. }
  pose proof (At (-1, 0)%Z ltac:(left; reflexivity)) as A1. pose proof (At (0, 0)%Z ltac:(right; left; reflexivity)) as A2. pose proof (At (0, 1)%Z ltac:(right; right; left; reflexivity)) as A3.
  cbn [fst snd] in A1, A2, A3. replace (m + -1)%Z with (m - 1)%Z in A1 by ring.
  replace (k + 0)%Z with k in A1, A2 by ring. replace (m + 0)%Z with m in A2, A3 by ring.
  apply (fun S => one_signed_ok _ _ _ _ m k S Hm Hk) in S1, S2, S3, S4. rewrite ev2_sub, !ev2_times in S4. cbn [ev] in S4. rewrite !Z.mul_0_r, !Z.add_0_r in S4.
  assert (G1 : IZR sg * IZR sg = 1) by (rewrite <- mult_IZR; apply orb_prop in Sg as [Sg|Sg]; apply Z.eqb_eq in Sg; rewrite Sg; reflexivity).
  assert (G0 : IZR sg <> 0) by (intro Z0; rewrite Z0 in G1; lra).
  exists (common F 1 around m k 0 * IZR sg), (IZR sg * ev2 (scaled F 1 around (-1, 0)%Z) m (IZR k)), (IZR sg * ev2 (scaled F 1 around (0, 0)%Z) m (IZR k)), (IZR sg * ev2 (scaled F 1 around (0, 1)%Z) m (IZR k)).
  assert (Un : forall w, common F 1 around m k 0 * IZR sg * (IZR sg * w) = common F 1 around m k 0 * w).
  { intro w. replace (common F 1 around m k 0 * IZR sg * (IZR sg * w)) with (common F 1 around m k 0 * w * (IZR sg * IZR sg)) by ring. rewrite G1. ring. }
  rewrite !Un. refine (conj _ (conj S1 (conj S2 (conj S3 (conj _ (conj A1 (conj A2 A3))))))); [|lra].
  apply Rmult_integral_contrapositive_currified; [|exact G0].
  pose proof (bases_ok F HB) as (X1 & X2 & Y1 & Y2). unfold common. rewrite E. cbn [prod fold_right].
  repeat (apply Rmult_integral_contrapositive_currified || apply Rinv_neq_0_compat || apply powerRZ_NOR || apply quotient_nonzero || apply pow_nonzero || apply prod_nonzero); try assumption; try lra.
  intros f Hf. apply powerRZ_NOR. apply shifted_nonzero. destruct (base_among around f ltac:(discriminate)) as (s & Hs & ->). apply So; assumption.
Qed.
(* all terms of two neighbouring sums have the sign of w *)
Lemma one_sign m : (m0 <= m)%Z -> exists w, (w = 1 \/ w = -1) /\ forall k : nat, 0 < w * T m (Z.of_nat k) /\ 0 < w * T (m - 1) (Z.of_nat k) /\ IZR r2 * (w * T m (Z.of_nat k)) < IZR r1 * (w * T (m - 1) (Z.of_nat k)).
Proof.
  intro Hm. destruct (terms_related m 0 Hm ltac:(lia)) as (C0 & x0 & y0 & z0 & N0 & _ & Py & _ & _ & _ & E0 & _).
  set (w := if Rlt_dec 0 C0 then 1 else -1). assert (W : w = 1 \/ w = -1) by (unfold w; destruct (Rlt_dec 0 C0); auto).
  exists w. split; [exact W|]. assert (S0 : 0 < w * T m 0).
  { rewrite E0. unfold w. destruct (Rlt_dec 0 C0) as [P|P]; [|assert (C0 < 0) by lra]; nra. }
  assert (All : forall k : nat, 0 < w * T m (Z.of_nat k)).
  { induction k as [|k IH]; [exact S0|]. destruct (terms_related m (Z.of_nat k) Hm ltac:(lia)) as (C & x & y & z & _ & _ & Py' & Pz & _ & _ & Ey & Ez).
    replace (Z.of_nat (S k)) with (Z.of_nat k + 1)%Z by lia. rewrite Ez. rewrite Ey in IH.
    assert (0 < w * C) by (apply Rmult_lt_reg_r with y; [exact Py' | lra]). rewrite <- Rmult_assoc. apply Rmult_lt_0_compat; assumption. }
  intro k. specialize (All k). destruct (terms_related m (Z.of_nat k) Hm ltac:(lia)) as (C & x & y & z & _ & Px & Py' & _ & L & Ex & Ey & _).
  rewrite Ey in *. rewrite Ex. assert (P : 0 < w * C) by (apply Rmult_lt_reg_r with y; [exact Py' | lra]).
  repeat split; [exact All | rewrite <- Rmult_assoc; apply Rmult_lt_0_compat; assumption|].
  replace (IZR r2 * (w * (C * y))) with (w * C * (IZR r2 * y)) by ring. replace (IZR r1 * (w * (C * x))) with (w * C * (IZR r1 * x)) by ring.
  apply Rmult_lt_compat_l; assumption.
Qed.
Lemma zsum_le (f g : Z -> R) K : forall t, (0 <= t)%Z -> (forall k, (0 <= k)%Z -> f k <= g k) -> zsum f t K <= zsum g t K.
Proof. induction K as [|K IH]; intros t Ht L; cbn [zsum]; [lra|]. specialize (IH (t + 1)%Z ltac:(lia) L). pose proof (L t Ht). lra. Qed.
Lemma zsum_times f r K : forall t, zsum (fun k => r * f k) t K = r * zsum f t K.
Proof. induction K as [|K IH]; intro t; cbn [zsum]; [ring|]. rewrite IH. ring. Qed.
Lemma zsum_positive f K : (forall k : nat, 0 < f (Z.of_nat k)) -> 0 <= zsum f 1 K.
Proof.
  intro P. assert (A : forall K t, (0 <= t)%Z -> 0 <= zsum f t K).
  { clear K. induction K as [|K IH]; intros t Ht; cbn [zsum]; [lra|]. specialize (IH (t + 1)%Z ltac:(lia)). specialize (P (Z.to_nat t)). rewrite Z2Nat.id in P by exact Ht. lra. }
  apply A. lia.
Qed.
Lemma sums_fall (S : Z -> R) m : (m0 <= m)%Z -> Un_cv (zsum (summand_at F m) 0) (S m) -> Un_cv (zsum (summand_at F (m - 1)) 0) (S (m - 1)%Z) ->
  IZR r2 * Rabs (S m) <= IZR r1 * Rabs (S (m - 1)%Z) /\ S m <> 0.
Proof.
  intros Hm L0 L1. destruct (one_sign m Hm) as (w & W & P).
  assert (R2 : 0 < IZR r2). { pose proof H as G. unfold terms_check in G. do 4 (apply andb_prop in G as [G _]). apply andb_prop in G as [_ G]. apply Z.ltb_lt in G. apply IZR_lt; exact G. }
  assert (Lw : forall n' y, Un_cv (zsum (summand_at F n') 0) y -> Un_cv (fun K => w * zsum (summand_at F n') 0 K) (w * y)) by (intros n' y Hy; apply (CV_mult (fun _ => w)); [apply cv_const | exact Hy]).
  assert (Q0 : w * T m 0 <= w * S m).
  { apply (@Rle_cv_lim (fun K => w * T m 0) (fun K => w * zsum (summand_at F m) 0 (Datatypes.S K))); [|apply cv_const|].
    - intro K. cbn [zsum]. pose proof (zsum_positive (fun k => w * T m k) K (fun k => proj1 (P k))) as Q. rewrite zsum_times in Q. change (0 + 1)%Z with 1%Z.
      rewrite Rmult_plus_distr_l. lra.
    - intros e He. destruct (Lw _ _ L0 e He) as [M HM]. exists M. intros K HK. apply HM. lia. }
  assert (Q1 : IZR r2 * (w * S m) <= IZR r1 * (w * S (m - 1)%Z)).
  { apply (@Rle_cv_lim (fun K => IZR r2 * (w * zsum (summand_at F m) 0 K)) (fun K => IZR r1 * (w * zsum (summand_at F (m - 1)) 0 K))).
    - intro K. rewrite <- !zsum_times. apply zsum_le; [lia|]. intros k Hk. destruct (P (Z.to_nat k)) as (_ & _ & Q). rewrite Z2Nat.id in Q by exact Hk. lra.
    - apply (CV_mult (fun _ => IZR r2)); [apply cv_const | apply Lw; exact L0].
    - apply (CV_mult (fun _ => IZR r1)); [apply cv_const | apply Lw; exact L1]. }
  pose proof (proj1 (P O)) as P0. change (Z.of_nat 0) with 0%Z in P0.
  assert (Ab : forall y, 0 <= w * y -> Rabs y = w * y).
  { intros y Hy. replace (Rabs y) with (Rabs (w * y)); [apply Rabs_pos_eq; exact Hy|]. rewrite Rabs_mult. replace (Rabs w) with 1; [ring|].
    destruct W as [-> | ->]; [rewrite Rabs_R1; reflexivity | rewrite Rabs_left by lra; lra]. }
  assert (Q2 : 0 <= w * S (m - 1)%Z).
  { apply (@Rle_cv_lim (fun _ => 0) (fun K => w * zsum (summand_at F (m - 1)) 0 K)); [|apply cv_const | apply Lw; exact L1]. intro K. rewrite <- zsum_times.
    assert (E0 : forall K z, zsum (fun _ => 0) z K = 0) by (clear; intro K; induction K as [|K IH]; intro z; cbn [zsum]; [reflexivity | rewrite IH; ring]).
    apply Rle_trans with (zsum (fun _ => 0) 0 K); [rewrite E0; lra|].
    apply zsum_le; [lia|]. intros k Hk. destruct (P (Z.to_nat k)) as (_ & Q & _). rewrite Z2Nat.id in Q by exact Hk. lra. }
  split; [rewrite !Ab by lra; exact Q1|]. intro E. rewrite E, Rmult_0_r in Q0. lra.
Qed.
End Terms.

(** * The value by a minimal sum *)

(* c0(n + s) for n = 1, 2, ..., multiplied *)
Fixpoint leads (c0 : poly) (s : Z) (n : nat) : R := match n with O => 1 | S k => leads c0 s k * IZR (ev c0 (Z.of_nat n + s)) end.
Record outrun := Outrun { outrun_bounds : cone; above1 : Z; above2 : Z; terms_sign : Z; lead_sign : Z; outrun_power : nat; share1 : Z; share2 : Z; outrun_count : nat }.
Definition minimal_check (F : summand) (c0 c1 c2 : poly) (A B : poly2) (t1 t2 : Z) (a b : poly) (s : Z) (o : outrun) : bool :=
  let c := outrun_bounds o in let N := Z.of_nat (from c) in
  infinite_check F [c0; c1; c2] A B (0, 0)%Z t1 t2 (s + 1) 0
  && same a (scale (-1) (comp c1 1 s)) && same b (scale (-1) (mul (comp c2 1 s) (comp c0 1 (s - 1)))) && never_zero (comp c0 1 s) 0 (outrun_count o)
  && cone_check c a b && insideb c N (times (tau c a b) (denominators (ev a) (ev b) (from c)))
  && terms_check F (N + s) (above1 o) (above2 o) (terms_sign o) (outrun_power o) && (0 <? above1 o)%Z && (0 <=? share1 o)%Z && (share1 o <? share2 o)%Z
  && ((lead_sign o =? 1) || (lead_sign o =? -1))%Z && nonneg (scale (lead_sign o) (comp c0 1 s)) N
  && nonneg (sub (scale (share1 o * above2 o) (low1 c)) (scale (share2 o * above1 o * lead_sign o) (mul (comp c0 1 s) (low2 c)))) N.
Theorem by_minimal_sum F c0 c1 c2 A B t1 t2 low a b s o x1 x2 x4 Su y :
  minimal_check F c0 c1 c2 A B t1 t2 a b s o && ((x1 =? - x4 * ev c0 s) && (x2 =? x4 * ev a 0) && negb (x4 =? 0))%Z = true ->
  limits F (Edge 0 (0, low)%Z (negative A) B :: low_edges (0, 0)%Z low [c0; c1; c2] 0) (s + 1) 0 = Some [] ->
  (forall m, (s - 1 <= m)%Z -> Un_cv (zsum (summand_at F m) 0) (Su m)) -> y * Su (s - 1)%Z = Su s ->
  value a b (IZR x1 * y + IZR x2) (IZR x4).
Proof.
  intros G HE HS Hy. apply andb_prop in G as [G X]. apply andb_prop in X as [X X4]. apply andb_prop in X as [X1 X2].
  apply Z.eqb_eq in X1, X2. apply negb_true_iff, Z.eqb_neq, not_0_IZR in X4.
  unfold minimal_check in G. set (c := outrun_bounds o) in *. set (r1 := above1 o) in *. set (r2 := above2 o) in *. set (u1 := share1 o) in *. set (u2 := share2 o) in *. set (sg0 := lead_sign o) in *.
  apply andb_prop in G as [G Nu]. apply andb_prop in G as [G Ns]. apply andb_prop in G as [G Sg]. apply andb_prop in G as [G U2]. apply andb_prop in G as [G U1].
  apply andb_prop in G as [G R1]. apply andb_prop in G as [G Te]. apply andb_prop in G as [G Is]. apply andb_prop in G as [G Co]. apply andb_prop in G as [G Nz].
  apply andb_prop in G as [G Sb]. apply andb_prop in G as [G Sa]. apply Z.leb_le in U1. apply Z.ltb_lt in R1, U2.
  assert (Rec : forall m, (s + 1 <= m)%Z -> IZR (ev c0 m) * Su m + IZR (ev c1 m) * Su (m - 1)%Z + IZR (ev c2 m) * Su (m - 2)%Z = 0).
  { intros m Hm. pose proof (infinite_recurrence F [c0; c1; c2] A B (0, 0)%Z low t1 t2 (s + 1) 0 [] G HE Su) as I.
    assert (I' := I (fun n Hn => HS n ltac:(change (order [c0; c1; c2]) with 2%Z in Hn; lia)) m Hm). cbn [csum nterms_at fold_right] in I'.
    change (0 + 1)%Z with 1%Z in I'. change (1 + 1)%Z with 2%Z in I'. rewrite Z.sub_0_r in I'. lra. }
  assert (C0 : forall n : nat, IZR (ev c0 (Z.of_nat n + s)) <> 0).
  { intro n. apply not_0_IZR. pose proof (never_zero_ok _ _ _ (Z.of_nat n) Nz ltac:(lia)) as Q. rewrite ev_comp, Z.mul_1_l in Q. exact Q. }
  assert (Ld : forall n, leads c0 s n <> 0) by (induction n as [|n IH]; cbn [leads]; [lra | apply Rmult_integral_contrapositive_currified; [exact IH | apply C0]]).
  pose proof (fun n => same_ok _ _ n Sa) as Ea. pose proof (fun n => same_ok _ _ n Sb) as Eb.
  assert (Ea' : forall n, IZR (ev a n) = - IZR (ev c1 (n + s))) by (intro n; rewrite Ea, ev_scale, ev_comp, Z.mul_1_l, mult_IZR; ring).
  assert (Eb' : forall n, IZR (ev b n) = - (IZR (ev c2 (n + s)) * IZR (ev c0 (n + s - 1)))).
  { intro n. rewrite Eb, ev_scale, ev_mul, !ev_comp, !Z.mul_1_l, !mult_IZR. replace (n + (s - 1))%Z with (n + s - 1)%Z by ring. ring. }
  set (u := fun n : nat => Su (Z.of_nat n + s)%Z * leads c0 s n). set (before := Su (s - 1)%Z / IZR (ev c0 s)).
  pose proof (C0 O) as C00. change (Z.of_nat 0 + s)%Z with s in C00.
  assert (R2 : 0 < IZR r2). { pose proof Te as T0. unfold terms_check in T0. do 4 (apply andb_prop in T0 as [T0 _]). apply andb_prop in T0 as [_ T0]. apply Z.ltb_lt in T0. apply IZR_lt; exact T0. }
  assert (Fl : forall m, (Z.of_nat (from c) + s <= m)%Z -> IZR r2 * Rabs (Su m) <= IZR r1 * Rabs (Su (m - 1)%Z) /\ Su m <> 0).
  { intros m Hm. apply (sums_fall F _ r1 r2 _ _ Te Su m Hm); apply HS; lia. }
  destruct (minimal_value a b c Co Is u before) with (t1 := IZR u1) (t2 := IZR u2) (N := from c) as [B0 V].
  - unfold u, before. cbn [leads]. rewrite (Ea' 1%Z), (Eb' 1%Z). change (Z.of_nat 1) with 1%Z. change (Z.of_nat 0 + s)%Z with s.
    replace (1 + s - 1)%Z with s by ring. pose proof (Rec (1 + s)%Z ltac:(lia)) as E. replace (1 + s - 1)%Z with s in E by ring. replace (1 + s - 2)%Z with (s - 1)%Z in E by ring.
    replace (- (IZR (ev c2 (1 + s)) * IZR (ev c0 s)) * (Su (s - 1)%Z / IZR (ev c0 s))) with (- (IZR (ev c2 (1 + s)) * Su (s - 1)%Z)) by (field; exact C00). lra.
  - intro n. unfold u. cbn [leads]. rewrite Ea', Eb'. set (m := (Z.of_nat (S (S n)) + s)%Z). pose proof (Rec m ltac:(unfold m; lia)) as E.
    replace (Z.of_nat (S n) + s)%Z with (m - 1)%Z in * by (unfold m; lia). replace (Z.of_nat n + s)%Z with (m - 2)%Z by (unfold m; lia).
    replace (Su m) with ((Su m * IZR (ev c0 m)) / IZR (ev c0 m)) by (field; unfold m; apply C0).
    replace (Su m * IZR (ev c0 m)) with (- IZR (ev c1 m) * Su (m - 1)%Z - IZR (ev c2 m) * Su (m - 2)%Z) by lra. field. unfold m. apply C0.
  - split; [apply IZR_le; exact U1 | apply IZR_lt; exact U2].
  - apply Nat.le_refl.
  - intros n Hn. unfold u. cbn [leads]. set (m := (Z.of_nat (S n) + s)%Z). destruct (Fl m ltac:(unfold m; lia)) as [F1 _].
    replace (Z.of_nat n + s)%Z with (m - 1)%Z by (unfold m; lia). rewrite !Rabs_mult.
    pose proof (nonneg_ok _ _ (Z.of_nat (S n)) Ns ltac:(lia)) as P1. pose proof (nonneg_ok _ _ (Z.of_nat (S n)) Nu ltac:(lia)) as P2.
    rewrite ev_scale, ev_comp, Z.mul_1_l in P1. rewrite ev_sub, !ev_scale, ev_mul, ev_comp, Z.mul_1_l in P2. fold m in P1, P2.
    destruct (cone_positive c a b Co (Z.of_nat (S n)) ltac:(lia)) as (L1 & L2 & _).
    assert (Ab : Rabs (IZR (ev c0 m)) = IZR (sg0 * ev c0 m)).
    { rewrite <- abs_IZR. f_equal. apply orb_prop in Sg as [Sg|Sg]; apply Z.eqb_eq in Sg; rewrite Sg in *; lia. }
    rewrite Ab. apply IZR_le in P1, P2. rewrite minus_IZR, !mult_IZR in P2. rewrite mult_IZR in P1 |- *. apply IZR_lt in L1, L2, R1. apply IZR_le in U1. apply IZR_lt in U2.
    set (l1 := IZR (ev (low1 c) (Z.of_nat (S n)))) in *. set (l2 := IZR (ev (low2 c) (Z.of_nat (S n)))) in *. set (z := IZR sg0 * IZR (ev c0 m)) in *.
    set (v := Rabs (Su m)) in *. set (w := Rabs (Su (m - 1)%Z)) in *. set (d := Rabs (leads c0 s n)). assert (D : 0 <= d) by apply Rabs_pos. assert (W : 0 <= w) by apply Rabs_pos.
    apply Rmult_le_reg_l with (IZR r2); [exact R2|].
    apply Rle_trans with (IZR u2 * l2 * d * z * (IZR r1 * w)).
    + replace (IZR r2 * (IZR u2 * l2 * (v * (d * z)))) with (IZR u2 * l2 * d * z * (IZR r2 * v)) by ring. apply Rmult_le_compat_l; [|exact F1].
      apply Rmult_le_pos; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | exact D] | exact P1].
    + replace (IZR u2 * l2 * d * z * (IZR r1 * w)) with (w * d * (IZR u2 * IZR r1 * IZR sg0 * (IZR (ev c0 m) * l2))) by (unfold z; ring).
      replace (IZR r2 * (IZR u1 * l1 * (w * d))) with (w * d * (IZR u1 * IZR r2 * l1)) by ring. apply Rmult_le_compat_l; [apply Rmult_le_pos; assumption | lra].
  - unfold u. apply Rmult_integral_contrapositive_currified; [apply Fl; lia | apply Ld].
  - split; [exact X4|]. rewrite X1, X2, !mult_IZR, opp_IZR. unfold u, before in V, B0. change (Z.of_nat 0 + s)%Z with s in V. cbn [leads] in V.
    assert (S0 : Su (s - 1)%Z <> 0) by (intro E; apply B0; rewrite E; unfold Rdiv; ring).
    replace ((- IZR x4 * IZR (ev c0 s) * y + IZR x4 * IZR (ev a 0)) / IZR x4) with (IZR (ev a 0) - Su s * 1 / (Su (s - 1)%Z / IZR (ev c0 s))); [exact V|].
    rewrite <- Hy. field. repeat split; assumption.
Qed.
Close Scope R_scope.

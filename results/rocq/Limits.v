(* Recurrences whose limit is the sum or the product of those of two fractions: all products of solutions, times h, obey it. *)

Require Import ZArith Reals List Bool Lia Lra.
Require Import ContinuedFractions.
Import ListNotations.
Open Scope R_scope.

(** * Recurrences: c0(n) u(n) + c1(n) u(n-1) + ... = 0 *)

(* C0 u(i) + C1 u(i+1) + ... *)
Fixpoint lin (C : list R) (u : nat -> R) (i : nat) : R :=
  match C with [] => 0 | c :: rest => c * u i + lin rest u (S i) end.
(* u 0, u 1, ... are the values at n = first - order and after *)
Definition obeys (cs : list (Z -> Z)) (first : Z) (u : nat -> R) : Prop :=
  forall i, lin (map (fun c => IZR (c (first + Z.of_nat i)%Z)) (rev cs)) u i = 0.
(* p/q tends to L *)
Definition quotient_tends (p q : nat -> R) (L : R) : Prop :=
  (exists N, forall i, (N <= i)%nat -> q i <> 0) /\ Un_cv (fun i => p i / q i) L.

Lemma lin_ext C u w i : (forall j, (j < length C)%nat -> u (i + j)%nat = w (i + j)%nat) -> lin C u i = lin C w i.
Proof.
  revert i; induction C as [|c C IH]; intros i H; cbn [lin]; [reflexivity|].
  rewrite (IH (S i)). 
  - specialize (H 0%nat ltac:(cbn; lia)). rewrite Nat.add_0_r in H. rewrite H. reflexivity.
  - intros j Hj. specialize (H (S j) ltac:(cbn [length]; lia)). rewrite Nat.add_succ_r in H. exact H.
Qed.
Lemma lin_app C D u i : lin (C ++ D) u i = lin C u i + lin D u (i + length C).
Proof.
  revert i; induction C as [|c C IH]; intro i; cbn [lin app length]; [rewrite Nat.add_0_r; ring|].
  rewrite IH, Nat.add_succ_r. cbn. ring.
Qed.
(* solutions with the same first values are the same, as far as both obey the recurrence *)
Lemma solution_unique (C : nat -> list R) (lead : nat -> R) (r : nat) (u w : nat -> R) (N : nat) :
  (forall i, length (C i) = r) -> (forall i, lead i <> 0) ->
  (forall i, (i + r < N)%nat -> lin (C i ++ [lead i]) u i = 0) -> (forall i, (i + r < N)%nat -> lin (C i ++ [lead i]) w i = 0) ->
  (forall i, (i < r)%nat -> u i = w i) -> forall i, (i < N)%nat -> u i = w i.
Proof.
  intros HC HL Hu Hw H0.
  assert (A : forall n i, (i < n)%nat -> (i < N)%nat -> u i = w i).
  { intro n; induction n as [|n IH]; intros i Hi HN; [lia|].
    destruct (Nat.eq_dec i n) as [->|Hne]; [|apply IH; lia].
    destruct (Nat.lt_ge_cases n r) as [Hr|Hr]; [apply H0; exact Hr|].
    specialize (Hu (n - r)%nat ltac:(lia)). specialize (Hw (n - r)%nat ltac:(lia)). rewrite lin_app, HC in Hu, Hw. cbn [lin] in Hu, Hw.
    replace (n - r + r)%nat with n in Hu, Hw by lia.
    rewrite (lin_ext (C (n - r)%nat) u w) in Hu.
    - specialize (HL (n - r)%nat). apply Rmult_eq_reg_l with (lead (n - r)%nat); [lra | exact HL].
    - intros j Hj. rewrite HC in Hj. apply IH; lia. }
  intros i Hi. apply (A (S i)); lia.
Qed.
Lemma lin_shift C u k i : lin C u (k + i) = lin C (fun n => u (k + n)%nat) i.
Proof. revert i; induction C as [|c C IH]; intro i; cbn [lin]; [reflexivity|]. rewrite <- Nat.add_succ_r, IH. reflexivity. Qed.

(** * Products of solutions *)

(* f(i+2) = a(m+i+2) f(i+1) + b(m+i+2) f(i): f(i+j) = F_j (f(i), f(i+1)), F_j and F_(j+1) here *)
Definition pair_add (p : poly) (x : poly * poly) (q : poly) (y : poly * poly) : poly * poly :=
  (add (mul p (fst x)) (mul q (fst y)), add (mul p (snd x)) (mul q (snd y))).
Fixpoint ahead_by (a b : poly) (m : Z) (j : nat) : (poly * poly) * (poly * poly) :=
  match j with
  | O => (([1%Z], []), ([], [1%Z]))
  | S k => let '(x, y) := ahead_by a b m k in (y, pair_add (comp a 1 (m + Z.of_nat k + 2)) y (comp b 1 (m + Z.of_nat k + 2)) x)
  end.
Definition at_pair (x : poly * poly) (i : nat) (f : nat -> R) : R :=
  IZR (ev (fst x) (Z.of_nat i)) * f i + IZR (ev (snd x) (Z.of_nat i)) * f (S i).
Definition solves (a b : poly) (m : Z) (f : nat -> R) : Prop :=
  forall i, f (S (S i)) = IZR (ev a (m + Z.of_nat i + 2)) * f (S i) + IZR (ev b (m + Z.of_nat i + 2)) * f i.
Lemma ahead_by_ok a b m f i j : solves a b m f ->
  at_pair (fst (ahead_by a b m j)) i f = f (i + j)%nat /\ at_pair (snd (ahead_by a b m j)) i f = f (S (i + j)).
Proof.
  intro H. induction j as [|j [I0 I1]].
  - rewrite Nat.add_0_r. unfold at_pair. cbn [ahead_by fst snd ev]. rewrite ?Z.mul_0_r, ?Z.add_0_r. split; ring.
  - cbn [ahead_by]. destruct (ahead_by a b m j) as [x y]. cbn [fst snd] in *. rewrite Nat.add_succ_r. split; [exact I1|].
    rewrite (H (i + j)%nat), <- I0, <- I1. unfold at_pair, pair_add; cbn [fst snd]. rewrite !ev_add, !ev_mul, !ev_comp, !plus_IZR, !mult_IZR.
    replace (1 * Z.of_nat i + (m + Z.of_nat j + 2))%Z with (m + Z.of_nat (i + j) + 2)%Z by lia. ring.
Qed.

(* the products of the bottoms at n + j + 1, ..., n + j + k *)
Fixpoint bottoms (bot : poly) (s : Z) (j k : nat) : poly :=
  match k with O => [1%Z] | S l => mul (comp bot 1 (s + Z.of_nat j + 1)) (bottoms bot s (S j) l) end.
Fixpoint tops (top : poly) (s : Z) (j : nat) : poly :=
  match j with O => [1%Z] | S k => mul (tops top s k) (comp top 1 (s + Z.of_nat k + 1)) end.

Definition sides := ((poly * poly) * (poly * poly))%type.
Definition pick (e : bool) (x : poly * poly) : poly := if e then snd x else fst x.
(* the coefficient of one of the four products in C_j h(j) f(j) g(j) + C_(j+1) ... *)
Fixpoint tensor (a b : poly) (m : Z) (a' b' : poly) (m' : Z) (top bot : poly) (s : Z) (e e' : bool) (C : list poly) (j : nat) : poly :=
  match C with
  | [] => []
  | c :: rest =>
    add (mul (mul c (mul (tops top s j) (bottoms bot s j (length rest)))) (mul (pick e (fst (ahead_by a b m j))) (pick e' (fst (ahead_by a' b' m' j)))))
        (tensor a b m a' b' m' top bot s e e' rest (S j))
  end.

Section Tensor.
Variables a b a' b' top bot : poly.
Variables m m' s : Z.
Variables f g h : nat -> R.
Hypothesis Hf : solves a b m f.
Hypothesis Hg : solves a' b' m' g.
Hypothesis Hh : forall i, h (S i) * IZR (ev bot (s + Z.of_nat i + 1)) = h i * IZR (ev top (s + Z.of_nat i + 1)).
Hypothesis Hb : forall i, ev bot (s + Z.of_nat i + 1) <> 0%Z.
Local Notation E i j k := (IZR (ev (tops bot s j) (Z.of_nat i)) * IZR (ev (bottoms bot s j k) (Z.of_nat i))).
Local Notation X e e' C j i := (IZR (ev (tensor a b m a' b' m' top bot s e e' C j) (Z.of_nat i))).

Lemma h_ahead i j : h (i + j)%nat * IZR (ev (tops bot s j) (Z.of_nat i)) = h i * IZR (ev (tops top s j) (Z.of_nat i)).
Proof.
  induction j as [|j IH].
  - rewrite Nat.add_0_r. cbn [tops ev]. rewrite ?Z.mul_0_r, ?Z.add_0_r. ring.
  - rewrite Nat.add_succ_r. cbn [tops]. rewrite !ev_mul, !mult_IZR, !ev_comp.
    replace (1 * Z.of_nat i + (s + Z.of_nat j + 1))%Z with (s + Z.of_nat (i + j) + 1)%Z by lia. specialize (Hh (i + j)%nat).
    set (t := IZR (ev (tops bot s j) (Z.of_nat i))) in *. set (t' := IZR (ev (tops top s j) (Z.of_nat i))) in *.
    replace (h (S (i + j)) * (t * IZR (ev bot (s + Z.of_nat (i + j) + 1)))) with (t * (h (S (i + j)) * IZR (ev bot (s + Z.of_nat (i + j) + 1)))) by ring.
    rewrite Hh. replace (t * (h (i + j)%nat * IZR (ev top (s + Z.of_nat (i + j) + 1)))) with (h (i + j)%nat * t * IZR (ev top (s + Z.of_nat (i + j) + 1))) by ring.
    rewrite IH. ring.
Qed.
Lemma bots_nonzero i j k : E i j k <> 0.
Proof.
  apply Rmult_integral_contrapositive_currified; apply not_0_IZR.
  - induction j as [|j IH]; cbn [tops]; [cbn [ev]; lia|]. rewrite ev_mul, ev_comp. apply Z.neq_mul_0. split; [exact IH|].
    replace (1 * Z.of_nat i + (s + Z.of_nat j + 1))%Z with (s + Z.of_nat (i + j) + 1)%Z by lia. apply Hb.
  - revert j; induction k as [|k IH]; intro j; cbn [bottoms]; [cbn [ev]; lia|]. rewrite ev_mul, ev_comp. apply Z.neq_mul_0. split; [|apply IH].
    replace (1 * Z.of_nat i + (s + Z.of_nat j + 1))%Z with (s + Z.of_nat (i + j) + 1)%Z by lia. apply Hb.
Qed.
Lemma expanded C i j :
  lin (map (fun c => IZR (ev c (Z.of_nat i))) C) (fun n => h n * f n * g n) (i + j) * E i j (pred (length C)) =
  h i * (X false false C j i * (f i * g i) + X false true C j i * (f i * g (S i)) + X true false C j i * (f (S i) * g i) + X true true C j i * (f (S i) * g (S i))).
Proof.
  revert j; induction C as [|c C IH]; intro j; [cbn; ring|]. cbn [map lin length pred tensor].
  destruct (ahead_by_ok a b m f i j Hf) as [F _]. destruct (ahead_by_ok a' b' m' g i j Hg) as [G _]. pose proof (h_ahead i j) as Hj.
  rewrite !ev_add, !plus_IZR, !ev_mul, !mult_IZR.
  assert (Rest : lin (map (fun c => IZR (ev c (Z.of_nat i))) C) (fun n => h n * f n * g n) (S (i + j)) * E i j (length C) =
    h i * (X false false C (S j) i * (f i * g i) + X false true C (S j) i * (f i * g (S i)) + X true false C (S j) i * (f (S i) * g i) + X true true C (S j) i * (f (S i) * g (S i)))).
  { rewrite <- Nat.add_succ_r, <- IH. destruct C as [|c' C]; [cbn; ring|]. cbn [length pred]. f_equal. cbn [bottoms tops]. rewrite !ev_mul, !mult_IZR. ring. }
  rewrite Rmult_plus_distr_r, Rest. unfold at_pair in F, G. unfold pick. rewrite <- F, <- G.
  set (tb := IZR (ev (tops bot s j) (Z.of_nat i))) in *. set (tt := IZR (ev (tops top s j) (Z.of_nat i))) in *.
  set (bb := IZR (ev (bottoms bot s j (length C)) (Z.of_nat i))) in *.
  set (x := fst (ahead_by a b m j)) in *. set (y := fst (ahead_by a' b' m' j)) in *.
  set (ff := IZR (ev (fst x) (Z.of_nat i)) * f i + IZR (ev (snd x) (Z.of_nat i)) * f (S i)).
  set (gg := IZR (ev (fst y) (Z.of_nat i)) * g i + IZR (ev (snd y) (Z.of_nat i)) * g (S i)).
  replace (IZR (ev c (Z.of_nat i)) * (h (i + j)%nat * ff * gg) * (tb * bb)) with (IZR (ev c (Z.of_nat i)) * ff * gg * bb * (h (i + j)%nat * tb)) by ring.
  rewrite Hj. unfold ff, gg. ring.
Qed.
End Tensor.

(** * The limit *)

(* two combinations of the convergents at n = at_ and after: top1 p + top2 q over low1' p + low2' q *)
Record part := Part { of_a : poly; of_b : poly; since_ : nat }.
Definition above (x : part) (i : nat) : Z := numer (ev (of_a x)) (ev (of_b x)) (since_ x + i).
Definition under (x : part) (i : nat) : Z := denom (ev (of_a x)) (ev (of_b x)) (since_ x + i).
(* k1 + k2 x + k3 y + k4 x y for x = p/q, y = p'/q', times q q' *)
Definition form := (Z * Z * (Z * Z))%type.
Definition at_convergents (k : form) (x y : part) (i : nat) : Z :=
  let '((k1, k2), (k3, k4)) := k in
  (k1 * (under x i * under y i) + k2 * (above x i * under y i) + k3 * (under x i * above y i) + k4 * (above x i * above y i))%Z.
Definition at_values (k : form) (P Q P' Q' : R) : R :=
  let '((k1, k2), (k3, k4)) := k in IZR k1 * (Q * Q') + IZR k2 * (P * Q') + IZR k3 * (Q * P') + IZR k4 * (P * P').
Fixpoint begins (l : list R) (u : nat -> R) (i : nat) : Prop :=
  match l with [] => True | x :: r => u i = x /\ begins r u (S i) end.
Definition quotients (l : list (Z * Z)) : list R := map (fun x => IZR (fst x) / IZR (snd x)) l.

(* that u/v = scale * tops/bottoms * w for the values of a list *)
Fixpoint agree (l : list (Z * Z)) (w : nat -> Z) (top bot : poly) (s scale1 scale2 : Z) (i : nat) : bool :=
  match l with
  | [] => true
  | (u, v) :: r =>
    negb (v =? 0)%Z && (u * scale2 =? v * scale1 * w i)%Z
    && agree r w top bot s (scale1 * ev top (s + Z.of_nat i + 1)) (scale2 * ev bot (s + Z.of_nat i + 1)) (S i)
  end.
Definition zero_tensor (cs : list poly) (order start : Z) (x y : part) (top bot : poly) (e e' : bool) : bool :=
  vanishes (tensor (of_a x) (of_b x) (Z.of_nat (since_ x)) (of_a y) (of_b y) (Z.of_nat (since_ y)) top bot start e e'
    (map (fun c => comp c 1 (start + order)) (rev cs)) 0).
Definition limits_check (high low : form) (c0 : poly) (cs : list poly) (start : Z) (x y : part) (top bot : poly)
    (scale1 scale2 : Z) (p q : list (Z * Z)) (count : nat) : bool :=
  let order := Z.of_nat (length cs) in let all := c0 :: cs in
  zero_tensor all order start x y top bot false false && zero_tensor all order start x y top bot false true
  && zero_tensor all order start x y top bot true false && zero_tensor all order start x y top bot true true
  && never_zero top (start + 1) count && never_zero bot (start + 1) count && never_zero c0 (start + order) count
  && negb (scale1 =? 0)%Z && negb (scale2 =? 0)%Z
  && (length p =? length cs)%nat && (length q =? length cs)%nat
  && agree p (at_convergents high x y) top bot start scale1 scale2 0
  && agree q (at_convergents low x y) top bot start scale1 scale2 0.

Lemma part_solves x : solves (of_a x) (of_b x) (Z.of_nat (since_ x)) (fun i => IZR (above x i)) /\
  solves (of_a x) (of_b x) (Z.of_nat (since_ x)) (fun i => IZR (under x i)).
Proof.
  assert (St : forall v i, snd (row (ev (of_a x)) (ev (of_b x)) v (since_ x + S (S i))) =
    (ev (of_a x) (Z.of_nat (since_ x) + Z.of_nat i + 2) * snd (row (ev (of_a x)) (ev (of_b x)) v (since_ x + S i)) +
     ev (of_b x) (Z.of_nat (since_ x) + Z.of_nat i + 2) * snd (row (ev (of_a x)) (ev (of_b x)) v (since_ x + i)))%Z).
  { intros v i. rewrite !Nat.add_succ_r. set (n := (since_ x + i)%nat).
    change (snd (row (ev (of_a x)) (ev (of_b x)) v (S (S n)))) with
      (ev (of_b x) (Z.of_nat (S (S n))) * fst (row (ev (of_a x)) (ev (of_b x)) v (S n)) + ev (of_a x) (Z.of_nat (S (S n))) * snd (row (ev (of_a x)) (ev (of_b x)) v (S n)))%Z.
    rewrite fst_row. replace (Z.of_nat (S (S n))) with (Z.of_nat (since_ x) + Z.of_nat i + 2)%Z by (unfold n; lia). ring. }
  split; intro i; unfold above, under, numer, denom, numerators, denominators; rewrite <- !mult_IZR, <- plus_IZR; f_equal; apply St.
Qed.

Section Limit.
Variables high low : form.
Variables (c0 : poly) (cs : list poly) (start : Z) (x y : part) (top bot : poly) (scale1 scale2 : Z) (p q : list (Z * Z)) (count : nat).
Hypothesis H : limits_check high low c0 cs start x y top bot scale1 scale2 p q count = true.

Fixpoint gauge (i : nat) : R :=
  match i with
  | O => IZR scale1 / IZR scale2
  | S j => gauge j * (IZR (ev top (start + Z.of_nat j + 1)) / IZR (ev bot (start + Z.of_nat j + 1)))
  end.

Lemma limit_parts :
  (forall e e', zero_tensor (c0 :: cs) (Z.of_nat (length cs)) start x y top bot e e' = true) /\
  (forall i, ev top (start + Z.of_nat i + 1) <> 0%Z /\ ev bot (start + Z.of_nat i + 1) <> 0%Z) /\
  (forall i, ev c0 (start + Z.of_nat (length cs) + Z.of_nat i) <> 0%Z) /\ (scale1 <> 0 /\ scale2 <> 0)%Z /\
  (length p = length cs /\ length q = length cs) /\
  agree p (at_convergents high x y) top bot start scale1 scale2 0 = true /\
  agree q (at_convergents low x y) top bot start scale1 scale2 0 = true.
Proof.
  pose proof H as G. unfold limits_check in G. cbv zeta in G.
  do 12 (let K := fresh "K" in apply andb_prop in G as [G K]).
  split; [intros [|] [|]; assumption|].
  split; [intro i; split; eapply never_zero_ok; try eassumption; lia|].
  split; [intro i; eapply never_zero_ok; try eassumption; lia|].
  split; [split; apply Z.eqb_neq, negb_true_iff; assumption|].
  split; [split; apply Nat.eqb_eq; assumption|]. split; assumption.
Qed.
Lemma gauge_nonzero i : gauge i <> 0.
Proof.
  destruct limit_parts as (_ & NZ & _ & (S1 & S2) & _). induction i as [|i IH]; cbn [gauge]; unfold Rdiv.
  - apply Rmult_integral_contrapositive_currified; [apply not_0_IZR; exact S1 | apply Rinv_neq_0_compat, not_0_IZR; exact S2].
  - destruct (NZ i) as [T B]. apply not_0_IZR in T, B. apply Rmult_integral_contrapositive_currified; [exact IH|].
    apply Rmult_integral_contrapositive_currified; [exact T | apply Rinv_neq_0_compat; exact B].
Qed.

(* products of solutions, times the gauge, obey the recurrence *)
Lemma products_obey f g : solves (of_a x) (of_b x) (Z.of_nat (since_ x)) f -> solves (of_a y) (of_b y) (Z.of_nat (since_ y)) g ->
  forall i, lin (map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs))) (fun n => gauge n * f n * g n) i = 0.
Proof.
  intros Hf Hg i. destruct limit_parts as (Ze & NZ & _).
  assert (Hh : forall j, gauge (S j) * IZR (ev bot (start + Z.of_nat j + 1)) = gauge j * IZR (ev top (start + Z.of_nat j + 1))).
  { intro j. cbn [gauge]. destruct (NZ j) as [_ B]. apply not_0_IZR in B. field. exact B. }
  pose proof (expanded _ _ _ _ top bot _ _ start f g gauge Hf Hg Hh (map (fun c => comp c 1 (start + Z.of_nat (length cs))) (rev (c0 :: cs))) i 0) as E.
  assert (Z4 : forall e e', ev (tensor (of_a x) (of_b x) (Z.of_nat (since_ x)) (of_a y) (of_b y) (Z.of_nat (since_ y)) top bot start e e'
      (map (fun c => comp c 1 (start + Z.of_nat (length cs))) (rev (c0 :: cs))) 0) (Z.of_nat i) = 0%Z).
  { intros e e'. apply vanishes_ok. apply Ze. }
  rewrite !Z4 in E. rewrite Nat.add_0_r in E.
  match type of E with ?A * ?B = _ => assert (NB : B <> 0) by (apply (bots_nonzero bot start (fun j => proj2 (NZ j)))) end.
  apply Rmult_eq_reg_r with (2 := NB). rewrite Rmult_0_l.
  rewrite map_map in E.
  rewrite (map_ext (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (fun c => IZR (ev (comp c 1 (start + Z.of_nat (length cs))) (Z.of_nat i)))).
  2:{ intro c. rewrite ev_comp. do 2 f_equal. ring. }
  rewrite E. ring.
Qed.

Lemma agree_ok l w u n k : agree l w top bot start n k 0 = true -> n = scale1 -> k = scale2 -> begins (quotients l) u 0 ->
  forall i, (i < length l)%nat -> u i = gauge i * IZR (w i).
Proof.
  destruct limit_parts as (_ & NZ & _ & (S1 & S2) & _).
  intros A -> -> B.
  assert (G : forall l j n k, agree l w top bot start n k j = true -> k <> 0%Z -> IZR n / IZR k = gauge j -> begins (quotients l) u j ->
    forall i, (j <= i < j + length l)%nat -> u i = gauge i * IZR (w i)).
  { clear A B l. intro l; induction l as [|[a0 b0] l IH]; intros j n k A Hk E B i Hi; [cbn in Hi; lia|].
    cbn [agree] in A. apply andb_prop in A as [A A3]. apply andb_prop in A as [A1 A2]. apply negb_true_iff, Z.eqb_neq in A1. apply Z.eqb_eq in A2.
    cbn [quotients map begins fst snd] in B. destruct B as [B1 B2].
    destruct (Nat.eq_dec i j) as [->|Hne].
    - rewrite B1, <- E. apply not_0_IZR in A1. apply (f_equal IZR) in A2. rewrite !mult_IZR in A2. apply not_0_IZR in Hk.
      apply Rmult_eq_reg_r with (IZR b0 * IZR k); [|apply Rmult_integral_contrapositive_currified; assumption].
      transitivity (IZR a0 * IZR k); [field; exact A1|]. rewrite A2. field. exact Hk.
    - destruct (NZ j) as [T Bt]. apply (IH (S j) _ _ A3); [apply Z.neq_mul_0; auto | | exact B2 | cbn [length] in Hi; lia].
      cbn [gauge]. rewrite <- E, !mult_IZR. apply not_0_IZR in T, Bt, Hk. field. split; assumption. }
  intros i Hi. apply (G l 0%nat scale1 scale2 A S2 eq_refl B). lia.
Qed.

Variables u w : nat -> R.
Hypothesis Hu : forall i, lin (map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs))) u i = 0.
Hypothesis Hw : forall i, lin (map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs))) w i = 0.
Hypothesis Bu : begins (quotients p) u 0.
Hypothesis Bw : begins (quotients q) w 0.

Lemma lin_plus C f g i : lin C (fun n => f n + g n) i = lin C f i + lin C g i.
Proof. revert i; induction C as [|c C IH]; intro i; cbn [lin]; [ring|]. rewrite IH. ring. Qed.
Lemma lin_times C k f i : lin C (fun n => k * f n) i = k * lin C f i.
Proof. revert i; induction C as [|c C IH]; intro i; cbn [lin]; [ring|]. rewrite IH. ring. Qed.
Lemma form_obeys k i : lin (map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs)))
  (fun n => gauge n * IZR (at_convergents k x y n)) i = 0.
Proof.
  destruct (part_solves x) as [Px Qx]. destruct (part_solves y) as [Py Qy]. destruct k as [[k1 k2] [k3 k4]].
  set (C := map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs))).
  transitivity (lin C (fun n => IZR k1 * (gauge n * IZR (under x n) * IZR (under y n)) + (IZR k2 * (gauge n * IZR (above x n) * IZR (under y n)) +
    (IZR k3 * (gauge n * IZR (under x n) * IZR (above y n)) + IZR k4 * (gauge n * IZR (above x n) * IZR (above y n))))) i).
  { apply lin_ext. intros t _. cbn [at_convergents]. rewrite !plus_IZR, !mult_IZR. ring. }
  rewrite !lin_plus, !lin_times. unfold C.
  rewrite (products_obey _ _ Qx Qy i), (products_obey _ _ Px Qy i), (products_obey _ _ Qx Py i), (products_obey _ _ Px Py i). ring.
Qed.
Lemma forms i : u i = gauge i * IZR (at_convergents high x y i) /\ w i = gauge i * IZR (at_convergents low x y i).
Proof.
  destruct limit_parts as (_ & _ & Lead & _ & (Lp & Lq) & Ap & Aq).
  set (C := fun i => map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev cs)).
  set (lead := fun i => IZR (ev c0 (start + Z.of_nat (length cs) + Z.of_nat i))).
  assert (Split : forall i, map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs)) = C i ++ [lead i]).
  { intro j. cbn [rev]. rewrite map_app. reflexivity. }
  assert (LC : forall i, length (C i) = length cs) by (intro j; unfold C; rewrite map_length, rev_length; reflexivity).
  assert (NL : forall i, lead i <> 0) by (intro j; apply not_0_IZR, Lead).
  split.
  - apply (solution_unique C lead (length cs) u (fun n => gauge n * IZR (at_convergents high x y n)) (S i) LC NL); [| | | lia].
    + intros j _. rewrite <- Split. apply Hu.
    + intros j _. rewrite <- Split. apply form_obeys.
    + intros j Hj. apply (agree_ok p (at_convergents high x y) u scale1 scale2 Ap eq_refl eq_refl Bu). lia.
  - apply (solution_unique C lead (length cs) w (fun n => gauge n * IZR (at_convergents low x y n)) (S i) LC NL); [| | | lia].
    + intros j _. rewrite <- Split. apply Hw.
    + intros j _. rewrite <- Split. apply form_obeys.
    + intros j Hj. apply (agree_ok q (at_convergents low x y) w scale1 scale2 Aq eq_refl eq_refl Bw). lia.
Qed.

Lemma part_tends z P Q : value (of_a z) (of_b z) P Q ->
  (exists N, forall i, (N <= i)%nat -> IZR (under z i) <> 0) /\ Un_cv (fun i => IZR (above z i) / IZR (under z i)) (P / Q).
Proof.
  intros [HQ [[N HN] HL]]. split.
  - exists N. intros i Hi. apply not_0_IZR, HN. lia.
  - intros e He. destruct (HL e He) as [M HM]. exists M. intros i Hi. apply HM. lia.
Qed.

Theorem limit_of_parts P Q P' Q' : value (of_a x) (of_b x) P Q -> value (of_a y) (of_b y) P' Q' -> at_values low P Q P' Q' <> 0 ->
  quotient_tends u w (at_values high P Q P' Q' / at_values low P Q P' Q').
Proof.
  intros Vx Vy D. pose proof (proj1 Vx) as HQ. pose proof (proj1 Vy) as HQ'.
  destruct (part_tends x P Q Vx) as [[N1 H1] C1]. destruct (part_tends y P' Q' Vy) as [[N2 H2] C2].
  set (X := fun i => IZR (above x i) / IZR (under x i)) in *. set (Y := fun i => IZR (above y i) / IZR (under y i)) in *.
  assert (T : forall k : form, Un_cv (fun i => at_values k (X i) 1 (Y i) 1) (at_values k (P / Q) 1 (P' / Q') 1)).
  { intros [[k1 k2] [k3 k4]]. cbn [at_values].
    assert (Cx : Un_cv (fun i => X i * 1) (P / Q * 1)) by (apply CV_mult; [exact C1 | apply cv_const]).
    assert (Cy : Un_cv (fun i => 1 * Y i) (1 * (P' / Q'))) by (apply CV_mult; [apply cv_const | exact C2]).
    repeat apply CV_plus; (apply CV_mult; [apply cv_const|]); [apply cv_const | exact Cx | exact Cy | apply CV_mult; assumption]. }
  assert (Sc : forall k p0 q0 p1 q1, q0 <> 0 -> q1 <> 0 -> at_values k p0 q0 p1 q1 = q0 * q1 * at_values k (p0 / q0) 1 (p1 / q1) 1).
  { intros [[k1 k2] [k3 k4]] p0 q0 p1 q1 N0 N3. cbn [at_values]. field. split; assumption. }
  rewrite (Sc low P Q P' Q' HQ HQ') in D |- *. rewrite (Sc high P Q P' Q' HQ HQ').
  set (A := at_values high (P / Q) 1 (P' / Q') 1) in *. set (B := at_values low (P / Q) 1 (P' / Q') 1) in *.
  assert (NB : B <> 0) by (intro E; apply D; rewrite E; ring).
  replace (Q * Q' * A / (Q * Q' * B)) with (A / B) by (field; repeat split; assumption).
  destruct (T low _ (Rabs_pos_lt _ NB)) as [M HM]. fold B in HM.
  assert (NZ : forall i, (M <= i)%nat -> at_values low (X i) 1 (Y i) 1 <> 0).
  { intros i Hi E. specialize (HM i Hi). unfold R_dist in HM. rewrite E, Rminus_0_l, Rabs_Ropp in HM. lra. }
  assert (W : forall i, (max M (max N1 N2) <= i)%nat -> w i <> 0 /\ u i / w i = at_values high (X i) 1 (Y i) 1 / at_values low (X i) 1 (Y i) 1).
  { intros i Hi. destruct (forms i) as [-> ->]. pose proof (gauge_nonzero i) as G. specialize (H1 i ltac:(lia)). specialize (H2 i ltac:(lia)). specialize (NZ i ltac:(lia)).
    assert (Ev : forall k : form, IZR (at_convergents k x y i) = IZR (under x i) * IZR (under y i) * at_values k (X i) 1 (Y i) 1).
    { intros [[k1 k2] [k3 k4]]. cbn [at_convergents at_values]. rewrite !plus_IZR, !mult_IZR. unfold X, Y. field. split; assumption. }
    rewrite !Ev. split; [repeat apply Rmult_integral_contrapositive_currified; assumption|]. field. repeat split; assumption. }
  split; [exists (max M (max N1 N2)); intros i Hi; apply W; exact Hi|].
  intros e He. destruct (quotient_cv _ _ _ _ (T high) (T low) NB e He) as [K HK]. exists (max K (max M (max N1 N2))). intros i Hi. specialize (HK i ltac:(lia)).
  destruct (W i ltac:(lia)) as [_ ->]. exact HK.
Qed.
End Limit.

(** * Values from the beginning on *)

(* Σ c u/v as a fraction *)
Fixpoint fsum (C : list Z) (l : list (Z * Z)) : Z * Z :=
  match C, l with
  | c :: C', (u, v) :: l' => let '(s, t) := fsum C' l' in (c * u * t + s * v, v * t)%Z
  | _, _ => (0, 1)%Z
  end.
Definition whole (l : list (Z * Z)) : bool := forallb (fun x => negb (snd x =? 0)%Z) l.
(* the values after the first ones are those of the recurrence *)
Fixpoint continues (all : list poly) (first : Z) (l : list (Z * Z)) (k : nat) : bool :=
  match k with
  | O => true
  | S j => (fst (fsum (map (fun c => ev c first) (rev all)) l) =? 0)%Z && continues all (first + 1) (tl l) j
  end.
Lemma fsum_ok C l : whole l = true -> (length C <= length l)%nat ->
  IZR (snd (fsum C l)) <> 0 /\ lin (map IZR C) (fun n => nth n (quotients l) 0) 0 = IZR (fst (fsum C l)) / IZR (snd (fsum C l)).
Proof.
  revert l; induction C as [|c C IH]; intros l W L.
  - destruct l as [|[? ?] ?]; cbn; split; lra.
  - destruct l as [|[a b] l]; [cbn in L; lia|]. cbn [whole forallb snd] in W. apply andb_prop in W as [W1 W2]. apply negb_true_iff, Z.eqb_neq, not_0_IZR in W1.
    cbn [length] in L. destruct (IH l W2 ltac:(lia)) as [N E]. cbn [fsum]. destruct (fsum C l) as [s t]. cbn [fst snd] in *.
    cbn [map lin]. change 1%nat with (1 + 0)%nat. rewrite lin_shift. cbn [Nat.add quotients map nth fst snd].
    change (lin (map IZR C) (fun n => nth n (map (fun x => IZR (fst x) / IZR (snd x)) l) 0) 0) with (lin (map IZR C) (fun n => nth n (quotients l) 0) 0).
    rewrite E, plus_IZR, !mult_IZR. split; [apply Rmult_integral_contrapositive_currified; assumption|]. field. split; assumption.
Qed.
Lemma nth_tl A (l : list A) n d : nth n (tl l) d = nth (S n) l d.
Proof. destruct l; [destruct n; reflexivity | reflexivity]. Qed.
Lemma continues_ok all first l k : continues all first l k = true -> whole l = true -> (length all + k <= S (length l))%nat ->
  forall t, (t < k)%nat -> lin (map (fun c => IZR (ev c (first + Z.of_nat t))) (rev all)) (fun n => nth n (quotients l) 0) t = 0.
Proof.
  revert first l; induction k as [|k IH]; intros first l H W L t Ht; [lia|]. cbn [continues] in H. apply andb_prop in H as [H1 H2].
  destruct t as [|t].
  - rewrite Z.add_0_r. destruct (fsum_ok (map (fun c => ev c first) (rev all)) l W) as [N E]; [rewrite map_length, rev_length; lia|].
    rewrite map_map in E. rewrite E. apply Z.eqb_eq in H1. rewrite H1. unfold Rdiv. ring.
  - assert (W' : whole (tl l) = true) by (destruct l as [|[? ?] l]; [exact W | cbn [whole forallb] in W; apply andb_prop in W; apply W]).
    destruct l as [|z l]; [cbn [length] in L; destruct all; cbn [length] in L; [|lia]; cbn; reflexivity|].
    specialize (IH (first + 1)%Z l H2 W' ltac:(cbn [length] in L; lia) t ltac:(lia)).
    replace (first + Z.of_nat (S t))%Z with (first + 1 + Z.of_nat t)%Z by lia.
    change (S t) with (1 + t)%nat. rewrite lin_shift. exact IH.
Qed.
Lemma begins_nth l v j : begins l v j <-> forall i, (i < length l)%nat -> v (j + i)%nat = nth i l 0.
Proof.
  revert j; induction l as [|x l IH]; intro j; cbn [begins length]; split.
  - intros _ i Hi; lia.
  - auto.
  - intros [E B] i Hi. destruct i as [|i]; [rewrite Nat.add_0_r; exact E|]. cbn [nth]. rewrite Nat.add_succ_r. apply (proj1 (IH (S j)) B). lia.
  - intro A. split; [specialize (A 0%nat ltac:(lia)); rewrite Nat.add_0_r in A; exact A|]. apply IH. intros i Hi.
    specialize (A (S i) ltac:(lia)). rewrite Nat.add_succ_r in A. exact A.
Qed.
Lemma begins_later (c0 : poly) (cs : list poly) (first : Z) (l : list (Z * Z)) (k : nat) (v : nat -> R) :
  (forall i, ev c0 (first + Z.of_nat i) <> 0%Z) -> continues (c0 :: cs) first l k = true -> whole l = true -> length l = (length cs + k)%nat ->
  (forall i, lin (map (fun c => IZR (ev c (first + Z.of_nat i))) (rev (c0 :: cs))) v i = 0) ->
  begins (quotients (firstn (length cs) l)) v 0 -> begins (quotients (skipn k l)) (fun i => v (k + i)%nat) 0.
Proof.
  intros Lead H W L Hv B.
  assert (E : forall i, (i < length l)%nat -> v i = nth i (quotients l) 0).
  { set (C := fun i => map (fun c => IZR (ev c (first + Z.of_nat i))) (rev cs)). set (lead := fun i => IZR (ev c0 (first + Z.of_nat i))).
    assert (Split : forall i, map (fun c => IZR (ev c (first + Z.of_nat i))) (rev (c0 :: cs)) = C i ++ [lead i]) by (intro j; cbn [rev]; rewrite map_app; reflexivity).
    apply (solution_unique C lead (length cs) v _ (length l)).
    - intro j. unfold C. rewrite map_length, rev_length. reflexivity.
    - intro j. apply not_0_IZR, Lead.
    - intros j _. rewrite <- Split. apply Hv.
    - intros j Hj. rewrite <- Split. apply (continues_ok _ _ _ _ H W); cbn [length]; lia.
    - intros i Hi. rewrite begins_nth in B. specialize (B i). unfold quotients in B. rewrite map_length, firstn_length in B.
      cbn [Nat.add] in B. rewrite B by lia. unfold quotients. rewrite <- (firstn_skipn (length cs) l) at 2. rewrite map_app, app_nth1; [reflexivity|].
      rewrite map_length, firstn_length. lia. }
  apply begins_nth. intros i Hi. cbn [Nat.add]. unfold quotients in *. rewrite map_length, skipn_length in Hi. rewrite E by lia.
  rewrite <- (firstn_skipn k l) at 1. rewrite map_app, app_nth2; rewrite map_length, firstn_length; [|lia]. f_equal. lia.
Qed.

(* the statement with functions: the recurrence from n = first on, its solutions from n = first - order on; the certificate
   looks at the values from k steps later on *)
Theorem by_limits (high low : form) (fs : list (Z -> Z)) (first : Z) (k : nat) (c0 : poly) (cs : list poly) (start : Z) (x y : part) (top bot : poly)
    (scale1 scale2 : Z) (p q : list (Z * Z)) (count : nat) (u w : nat -> R) (P Q P' Q' L : R) :
  limits_check high low c0 cs start x y top bot scale1 scale2 (skipn k p) (skipn k q) count
  && never_zero c0 first count && continues (c0 :: cs) first p k && continues (c0 :: cs) first q k && whole p && whole q
  && (length p =? length cs + k)%nat && (length q =? length cs + k)%nat && (first + Z.of_nat k =? start + Z.of_nat (length cs))%Z = true ->
  (forall n, map (fun f => f n) fs = map (fun c => ev c n) (c0 :: cs)) ->
  obeys fs first u -> obeys fs first w -> begins (quotients (firstn (length cs) p)) u 0 -> begins (quotients (firstn (length cs) q)) w 0 ->
  value (of_a x) (of_b x) P Q -> value (of_a y) (of_b y) P' Q' ->
  at_values low P Q P' Q' <> 0 -> L = at_values high P Q P' Q' / at_values low P Q P' Q' -> quotient_tends u w L.
Proof.
  intros H Hf Hu Hw Bu Bw Vx Vy D ->.
  do 8 (let K := fresh "K" in apply andb_prop in H as [H K]).
  match goal with E : (first + _ =? _)%Z = true |- _ => apply Z.eqb_eq in E; rename E into ES end.
  repeat match goal with E : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in E end.
  assert (Lead : forall i, ev c0 (first + Z.of_nat i) <> 0%Z) by (intro i; eapply never_zero_ok; try eassumption; lia).
  assert (E : forall v, obeys fs first v -> forall i, lin (map (fun c => IZR (ev c (first + Z.of_nat i))) (rev (c0 :: cs))) v i = 0).
  { intros v Hv i. rewrite <- (Hv i). f_equal.
    rewrite <- (map_map (fun c => ev c (first + Z.of_nat i)%Z) IZR), map_rev, <- Hf, <- map_rev, map_map. reflexivity. }
  assert (E' : forall v, obeys fs first v -> forall i, lin (map (fun c => IZR (ev c (start + Z.of_nat (length cs) + Z.of_nat i))) (rev (c0 :: cs))) (fun j => v (k + j)%nat) i = 0).
  { intros v Hv i. rewrite <- lin_shift, <- (E v Hv (k + i)%nat). f_equal. apply map_ext. intro c. do 2 f_equal. lia. }
  assert (T : quotient_tends (fun i => u (k + i)%nat) (fun i => w (k + i)%nat) (at_values high P Q P' Q' / at_values low P Q P' Q')).
  { apply (limit_of_parts high low c0 cs start x y top bot scale1 scale2 (skipn k p) (skipn k q) count H _ _ (E' u Hu) (E' w Hw)
      ltac:(apply (begins_later c0 cs first); auto) ltac:(apply (begins_later c0 cs first); auto) P Q P' Q' Vx Vy D). }
  destruct T as [[N HN] C]. split.
  - exists (k + N)%nat. intros i Hi. specialize (HN (i - k)%nat ltac:(lia)). cbv beta in HN. replace (k + (i - k))%nat with i in HN by lia. exact HN.
  - intros e He. destruct (C e He) as [M HM]. exists (k + M)%nat. intros i Hi. specialize (HM (i - k)%nat ltac:(lia)). cbv beta in HM.
    replace (k + (i - k))%nat with i in HM by lia. exact HM.
Qed.
Lemma number_value (a b : Z -> Z) (pa pb : poly) (L : R) :
  (forall n, a n = ev pa n) -> (forall n, b n = ev pb n) -> converges a b L -> value pa pb L 1.
Proof. intros Ea Eb H. split; [lra|]. replace (L / 1) with L by field. apply (converges_ext a b); auto. Qed.
Lemma quotient_is (A B L k : R) : B = k -> k <> 0 -> L * k = A -> L = A / B.
Proof. intros -> Hk <-. field. exact Hk. Qed.
Close Scope R_scope.
